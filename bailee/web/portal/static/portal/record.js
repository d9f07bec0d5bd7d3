// The page of a record: printing, and a list of people while an @ is typed in a comment.
// Without this script the list stands below the comment, and names are typed by hand.
"use strict";

const texts = JSON.parse(document.getElementById("record-texts").textContent);
const words = (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const area of document.querySelectorAll("[data-mentions]")) {
  const people = [...document.getElementById(area.dataset.mentions).querySelectorAll("[data-handle]")]
    .map((one) => one.dataset.handle);
  const list = document.createElement("ul");
  list.className = "people-picker";
  list.id = `${area.id}-picker`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words("people"));
  list.hidden = true;
  const told = document.createElement("p"); // heard, not seen
  told.className = "unseen";
  told.setAttribute("role", "status");
  area.after(list, told);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);

  const typed = () => area.value.slice(0, area.selectionStart).match(/(?:^|[^\w@.])@([^\n@]{0,60})$/);
  const options = () => [...list.children];
  const current = () => options().findIndex((one) => one.getAttribute("aria-selected") === "true");

  const close = () => {
    list.hidden = true;
    told.textContent = "";
    area.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    const all = options();
    const at = (place + all.length) % all.length;
    all.forEach((one, index) => one.setAttribute("aria-selected", String(index === at)));
    area.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };
  const choose = (handle) => {
    const begun = typed();
    if (begun) {
      const end = area.selectionStart;
      area.setRangeText(`@${handle} `, end - begun[1].length - 1, end, "end");
    }
    close();
    area.focus();
  };
  const open = () => {
    const begun = typed();
    const found = begun
      ? people.filter((one) => one.toLowerCase().startsWith(begun[1].toLowerCase())).slice(0, 8)
      : [];
    if (!found.length) {
      close();
      return;
    }
    list.replaceChildren(...found.map((handle, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.textContent = handle;
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(handle);
      });
      return option;
    }));
    list.hidden = false;
    told.textContent = words("found", { count: found.length });
    mark(0);
  };

  area.addEventListener("input", open);
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(current() + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      choose(options()[current()].textContent);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
}
