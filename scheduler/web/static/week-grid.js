// A week of checkboxes that can be drawn over with a finger or the mouse, and walked through with the arrow keys.
"use strict";

for (const table of document.querySelectorAll("[data-week-grid]")) {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")]);
  const place = new Map(rows.flatMap((row, y) => row.map((box, x) => [box, [x, y]])));
  const boxAt = (x, y) => rows[y]?.[x];
  const boxUnder = (event) => {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest("td");
    return cell && table.contains(cell) ? cell.querySelector("input") : null;
  };
  let drawing = null;
  let reached = null;

  // One Tab leads into the week and the next out of it again; within it the arrow keys go about.
  for (const box of place.keys()) box.tabIndex = -1;
  reach([...place.keys()].find((box) => box.checked) ?? boxAt(0, 0));
  table.addEventListener("focusin", (event) => { if (place.has(event.target)) reach(event.target); });

  table.classList.add("drawn");
  document.querySelector("[data-week-grid-help]")?.removeAttribute("hidden");

  table.addEventListener("pointerdown", (event) => {
    const box = boxUnder(event);
    if (!box || event.button !== 0) return;
    event.preventDefault();
    box.focus({ preventScroll: true });
    drawing = { from: box, ticks: !box.checked, before: new Map([...place.keys()].map((each) => [each, each.checked])) };
    draw(box);
  });
  window.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const box = boxUnder(event);
    if (box) draw(box);
  });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => { drawing = null; });
  // The press has been answered already; the label would turn it round again.
  table.addEventListener("click", (event) => { if (event.detail > 0 && event.target.closest("td")) event.preventDefault(); });

  table.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (!step || !place.has(event.target)) return;
    const [x, y] = place.get(event.target);
    const along = getComputedStyle(table).direction === "rtl" ? -step[0] : step[0];
    const next = boxAt(x + along, y + step[1]);
    if (!next) return;
    event.preventDefault();
    if (event.shiftKey) next.checked = event.target.checked;
    next.focus();
  });

  function reach(box) {
    if (reached) reached.tabIndex = -1;
    reached = box;
    reached.tabIndex = 0;
  }

  // Everything between where the drawing began and where it is now, as a rectangle.
  function draw(to) {
    const [[ax, ay], [bx, by]] = [place.get(drawing.from), place.get(to)];
    for (const [box, [x, y]] of place) {
      const inside = x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);
      box.checked = inside ? drawing.ticks : drawing.before.get(box);
    }
  }
}
