// Dragging a field to another place. The arrow buttons of each row do the same without it.
for (const body of document.querySelectorAll("[data-order]")) {
  body.classList.add("ready");
  let dragged = null;
  body.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip) return;
    event.preventDefault();
    dragged = grip.closest("tr");
    dragged.classList.add("dragged");
    body.setPointerCapture(event.pointerId);
  });
  body.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("tr");
    if (!over || over === dragged || over.parentElement !== body) return;
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(dragged);
    else over.after(dragged);
  });
  body.addEventListener("pointerup", async () => {
    if (!dragged) return;
    dragged.classList.remove("dragged");
    dragged = null;
    const order = new URLSearchParams();
    for (const row of body.querySelectorAll("[data-field]")) order.append("field", row.dataset.field);
    await fetch(body.dataset.order, { method: "POST", body: order, credentials: "same-origin" });
    location.reload();
  });
}
