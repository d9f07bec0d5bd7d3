// Ticks in a list of files: all at once, and how many there are. Without it each is ticked alone.
"use strict";
(() => {
  const form = document.querySelector("form.files");
  if (!form) return;
  const all = form.querySelector("[data-all]");
  const count = form.querySelector("[data-count]");
  const ticks = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const show = () => {
    const ticked = ticks.filter((tick) => tick.checked).length;
    count.textContent = count.dataset.count.replace("{count}", ticked);
    all.checked = ticked === ticks.length;
    all.indeterminate = ticked > 0 && ticked < ticks.length;
  };
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  show();
})();
