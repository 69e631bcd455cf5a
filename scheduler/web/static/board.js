// The board: cards dragged from coach to coach, with what each place would cost shown before the card is dropped.
"use strict";

{
  const board = document.querySelector("[data-board]");
  const dialog = document.getElementById("card-dialog");
  const form = document.getElementById("board-move");
  const said = document.getElementById("board-said");
  const shape = document.getElementById("board-price");
  const lists = board ? [...board.querySelectorAll("ul[data-coach]")] : [];
  let prices = null;

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "card" || dialog.open) return;
    dialog.showModal();
    document.getElementById("card-title")?.focus();
  });

  for (const list of lists) {
    Sortable.create(list, {
      group: "members",
      sort: false,
      draggable: "[data-member]",
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 5,
      delay: 250,
      delayOnTouchOnly: true,
      onStart: ({ item }) => {
        hold();
        prices = ask(item.dataset.member);
      },
      onEnd: drop,
    });
  }

  // What is said above the board is said once the card is let go: it is asked for until then.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id === "board-rest" && board?.classList.contains("carrying")) event.detail.shouldSwap = false;
  });

  // Nothing moves under the card: a column that it leaves stays as high, as does what was said of the card before, and
  // it shows in no other column while it is carried.
  function hold() {
    for (const held of [...lists, said]) held.style.minBlockSize = `${held.getBoundingClientRect().height}px`;
    board.classList.add("carrying");
  }

  async function ask(member) {
    said.textContent = "";
    const both = pricesOf(member, "");
    show(await pricesOf(member, "?alone"));
    const known = await both;
    show(known);
    return known;
  }

  async function pricesOf(member, which) {
    try {
      const answer = await fetch(`members/${member}/prices${which}`, { headers: { Accept: "application/json" } });
      return answer.ok ? await answer.json() : {};
    } catch {
      return {}; // no connection, or signed out meanwhile: a card that is let go is put back, and it says so
    }
  }

  function show(known) {
    if (!board.classList.contains("carrying")) return;
    hide();
    for (const list of lists) {
      const price = known[list.dataset.coach];
      if (!price) continue;
      const shown = shape.content.firstElementChild.cloneNode(true);
      shown.querySelector("[data-dropped]").textContent = price.dropped;
      shown.querySelector("[data-solved]").textContent = price.solved ?? board.dataset.unknown;
      list.after(shown);
      list.closest(".col").classList.toggle("fits", price.fits || price.solves);
    }
  }

  function hide() {
    for (const shown of board.querySelectorAll(".price")) shown.remove();
  }

  async function drop({ item, from, to, oldIndex }) {
    const known = to === from ? {} : await prices;
    hide();
    board.classList.remove("carrying");
    if (to === from) return;
    const coach = to.dataset.coach;
    const price = known[coach];
    if (coach === "" || price?.fits) return move(item.dataset.member, coach, "keep");
    if (price?.solves) return move(item.dataset.member, coach, "solve");
    from.insertBefore(item, from.children[oldIndex] ?? null);
    said.textContent = price && price.solved !== null ? price.solved : board.dataset.unknown;
  }

  function move(member, coach, rest) {
    for (const [name, value] of Object.entries({ member, coach, rest })) form.elements[name].value = value;
    form.submit();
  }

  board?.addEventListener("keydown", (event) => {
    const list = event.target.closest("ul[data-coach]");
    if (!list || event.ctrlKey || event.altKey || event.metaKey) return;
    const [across, along] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    if (!across && !along) return;
    const way = getComputedStyle(board).direction === "rtl" ? -across : across;
    const row = [...list.querySelectorAll("a")].indexOf(event.target);
    const next = along ? list.querySelectorAll("a")[row + along] : beside(lists.indexOf(list), way, row);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  function beside(column, way, row) {
    for (let at = column + way; at >= 0 && at < lists.length; at += way) {
      const cards = lists[at].querySelectorAll("a");
      if (cards.length) return cards[Math.min(row, cards.length - 1)];
    }
    return null;
  }

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest("input, textarea, select")) return;
    const redoes = event.key === "y" || (event.shiftKey && event.key.toLowerCase() === "z");
    const undoes = event.key === "z" && !event.shiftKey;
    if (!redoes && !undoes) return;
    const wanted = document.querySelector(`form[action$="/board/${redoes ? "redo" : "undo"}"]`);
    if (!wanted) return;
    event.preventDefault();
    wanted.submit();
  });
}
