// The panels above a grid: one open at a time, rows of the filter builder that fit their field.
"use strict";

const panels = [...document.querySelectorAll("details.panel")];
panels.forEach((panel) => panel.addEventListener("toggle", () => {
  if (panel.open) panels.filter((one) => one !== panel).forEach((one) => { one.open = false; });
}));
document.addEventListener("click", (event) => {
  if (!event.target.closest("details.panel")) panels.forEach((one) => { one.open = false; });
});
document.addEventListener("keydown", (event) => {
  const panel = event.key === "Escape" && event.target.closest?.("details.panel[open]");
  if (panel) { panel.open = false; panel.querySelector("summary").focus(); }
});

const words = JSON.parse(document.getElementById("operators")?.textContent ?? "{}");
const fit = (row) => {
  const field = row.querySelector('[name="f"]'), operator = row.querySelector('[name="o"]');
  const value = row.querySelector('[name="v"]'), upper = row.querySelector('[name="u"]');
  const type = field.selectedOptions[0]?.dataset.type, known = words[type];
  if (known && operator.dataset.type !== type) {
    const chosen = operator.value;
    operator.replaceChildren(...Object.entries(known).map(([name, label]) => new Option(label, name)));
    operator.value = chosen in known ? chosen : Object.keys(known)[0];
    operator.dataset.type = type;
  }
  const single = !["any", "none", "last", "next"].includes(operator.value);
  const typed = value.value;
  value.type = upper.type = single && (type === "date" || type === "datetime") ? "date" : "text";
  if (typed && !value.value) { value.type = "text"; value.value = typed; }
  value.setAttribute("list", `of-${field.value}`);
  value.hidden = ["empty", "filled"].includes(operator.value) || !field.value;
  upper.hidden = operator.value !== "between" || !field.value;
  operator.hidden = !field.value;
};
document.querySelectorAll(".condition").forEach(fit);
document.getElementById("list")?.addEventListener("change", (event) => {
  const row = event.target.closest(".condition");
  if (!row) return;
  if (event.target.name === "f" && event.target.value && !row.nextElementSibling?.matches(".condition")) {
    const fresh = row.cloneNode(true); // there is always one more to fill in
    fresh.querySelectorAll("input:not([type=hidden])").forEach((one) => { one.value = ""; });
    fresh.querySelector('[name="f"]').value = "";
    row.after(fresh);
    fit(fresh);
  }
  fit(row);
});
// Rows that say nothing stay out of the address.
document.getElementById("list")?.addEventListener("submit", (event) => {
  const form = event.currentTarget;
  form.querySelectorAll(".condition").forEach((row) => {
    if (!row.querySelector('[name="f"]').value) row.querySelectorAll("select, input").forEach((one) => { one.disabled = true; });
  });
  form.querySelectorAll('[name="sort"], [name="group"], [name="q"]').forEach((one) => { one.disabled ||= !one.value; });
  form.querySelectorAll('[name="m"]').forEach((one) => { one.disabled = !one.value.endsWith(":any"); });
});
addEventListener("pageshow", () => document.querySelectorAll("#list :disabled").forEach((one) => { one.disabled = false; }));
