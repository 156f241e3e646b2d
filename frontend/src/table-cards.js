// <table class="table is-cards">: on a phone every row is a card, so each cell is told the name of its column.
function name(root) {
  for (const table of root.querySelectorAll("table.is-cards")) {
    const names = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => (cell.querySelector(".visually-hidden") ? "" : cell.textContent.trim()));
    for (const row of table.querySelectorAll(":scope > tbody > tr")) {
      if (row.cells.length === names.length) [...row.cells].forEach((cell, at) => { if (at && names[at]) cell.dataset.label = names[at]; });
    }
  }
}

name(document);
document.addEventListener("htmx:load", () => name(document));
