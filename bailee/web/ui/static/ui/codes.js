// Recovery codes: saved as a file, or printed. Without this script they can be copied by hand.
"use strict";

const shown = document.querySelector("[data-codes]");

document.querySelector("[data-save]")?.addEventListener("click", (event) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([shown.textContent], { type: "text/plain" }));
  link.download = event.currentTarget.dataset.save;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
for (const button of document.querySelectorAll("[data-save], [data-print]")) button.hidden = false;
