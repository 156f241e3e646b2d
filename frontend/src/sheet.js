// A block of cells from the clipboard, as Excel, WPS, LibreOffice and Word put it there: a list of rows of texts, or null
// where it is only a text.
import { parsed } from "./clipboard-html.js";

const textOf = (cell) => {
  const copy = cell.cloneNode(true);
  for (const line of copy.querySelectorAll("br, p + p")) line.before("\n");
  return copy.textContent.replace(/[ \t\r\f\u00a0]*\n[ \t\r\f\u00a0]*/g, "\n").replace(/[ \t\u00a0]+/g, " ").trim();
};

/** The cells of a table, those that are merged given once, at their first place. */
function ofTable(table) {
  const rows = [];
  [...table.rows].forEach((row, y) => {
    rows[y] ??= [];
    for (const cell of row.cells) {
      let x = 0;
      while (rows[y][x] !== undefined) x++;
      for (let down = 0; down < Math.min(cell.rowSpan || 1, table.rows.length - y); down++) {
        rows[y + down] ??= [];
        for (let over = 0; over < cell.colSpan; over++) rows[y + down][x + over] = down || over ? "" : textOf(cell);
      }
    }
  });
  return rows.map((row) => Array.from(row, (cell) => cell ?? ""));
}

/** Tab-separated text; a cell in quotes may hold line ends and doubled quotes. */
function ofText(text) {
  const rows = [[]];
  const pieces = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
  for (let piece; (piece = pieces.exec(text)); ) {
    rows.at(-1).push((piece[1]?.replaceAll('""', '"') ?? piece[2]).trim());
    if (!piece[3] || pieces.lastIndex >= text.length) break;
    if (piece[3] !== "\t") rows.push([]);
  }
  return rows;
}

export function cellsOf(clipboard) {
  const html = clipboard.getData("text/html");
  const tables = html.includes("<t") ? parsed(html).querySelectorAll("table") : [];
  const text = clipboard.getData("text/plain").replace(/(\r\n|\n|\r)+$/, "");
  const rows = tables.length === 1 ? ofTable(tables[0]) : /[\t]/.test(text) || /\n/.test(text) ? ofText(text) : null;
  return rows && (rows.length > 1 || rows[0]?.length > 1) ? { rows, isTable: tables.length === 1 || text.includes("\t") } : null;
}
