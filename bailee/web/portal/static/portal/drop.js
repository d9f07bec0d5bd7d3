// A file dropped anywhere on the page goes into the file field; without this, on the field only.
"use strict";

const field = document.querySelector("input[data-drop]");

if (field) {
  const box = field.closest(".card") || field;
  let inside = 0;

  const mark = (over) => box.classList.toggle("dropping", over);
  const holdsFiles = (event) => event.dataTransfer && event.dataTransfer.types.includes("Files");

  document.addEventListener("dragenter", (event) => {
    if (holdsFiles(event)) {
      inside += 1;
      mark(true);
    }
  });
  document.addEventListener("dragleave", () => {
    inside = Math.max(inside - 1, 0);
    mark(inside > 0);
  });
  document.addEventListener("dragover", (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    inside = 0;
    mark(false);
    if (!holdsFiles(event) || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    field.focus();
  });
}
