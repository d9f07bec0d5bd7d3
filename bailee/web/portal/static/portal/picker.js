// Choosing what a link names: suggestions under the control, by arrow keys, Enter, Escape or a
// click. Without it the name is typed, and the server looks it up.
const control = (target) => target.closest?.("[data-picks]");
const listOf = (input) => document.getElementById(input.dataset.picks);
const optionsOf = (input) => [...listOf(input).querySelectorAll("[role=option]")];

function open(input, shown) {
  const list = listOf(input);
  list.hidden = !shown;
  input.setAttribute("aria-expanded", String(shown));
  if (!shown) input.removeAttribute("aria-activedescendant");
}

function mark(input, option) {
  option.id = `${input.id}-${option.dataset.id}`;
  option.setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", option.id);
  input.dataset.pointed = option.dataset.id;
}

function point(input, step) {
  const options = optionsOf(input);
  if (!options.length) return;
  const now = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const next = options[(now + step + options.length) % options.length] ?? options[0];
  for (const one of options) one.setAttribute("aria-selected", String(one === next));
  mark(input, next);
  next.scrollIntoView({ block: "nearest" });
}

function choose(input, option) {
  input.value = option.dataset.title;
  const form = input.form;
  form.elements[`${input.name}:id`].value = option.dataset.id;
  form.elements[`${input.name}:title`].value = option.dataset.title;
  delete input.dataset.pointed;
  open(input, false);
}

function prepare(input) {
  if (input.getAttribute("role") === "combobox") return;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", input.dataset.picks);
}

document.querySelectorAll("[data-picks]").forEach(prepare);

document.addEventListener("focusin", (event) => {
  const input = control(event.target);
  if (!input) return;
  prepare(input);
  if (!input.value) input.dispatchEvent(new CustomEvent("look"));
});

document.addEventListener("focusout", (event) => {
  const input = control(event.target);
  if (input) open(input, false);
});

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.(".picks [role=option]");
  if (!option) return;
  event.preventDefault(); // the control keeps the focus
  const list = option.closest(".picks");
  choose(document.querySelector(`[data-picks="${list.id}"]`), option);
});

document.addEventListener("keydown", (event) => {
  const input = control(event.target);
  if (!input || event.isComposing) return;
  const shown = !listOf(input).hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (shown) point(input, event.key === "ArrowDown" ? 1 : -1);
    else input.dispatchEvent(new CustomEvent("look"));
  } else if (event.key === "Enter" && shown) {
    const option = optionsOf(input).find((one) => one.getAttribute("aria-selected") === "true");
    if (option) {
      event.preventDefault();
      choose(input, option);
    }
  } else if (event.key === "Escape" && shown) {
    event.preventDefault();
    event.stopPropagation();
    open(input, false);
  }
});

new MutationObserver((changes) => {
  for (const change of changes) {
    const list = change.target.closest?.(".picks");
    const input = list && document.querySelector(`[data-picks="${list.id}"]`);
    if (!input) continue;
    open(input, document.activeElement === input && list.childElementCount > 0);
    const kept = optionsOf(input).find((one) => one.dataset.id === input.dataset.pointed);
    if (kept) mark(input, kept); // a later answer must not lose the place
  }
}).observe(document.body, { childList: true, subtree: true });
