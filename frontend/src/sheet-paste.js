// Pasting a block of cells into a table of the form: it fills the cells from where the cursor is, adds rows up to the limit,
// and says what did not fit. All of it is one step that can be undone.
import { controlOf, read, write } from "./controls.js";
import { cellsOf } from "./sheet.js";
import { fill } from "./words.js";

const MOST_SAID = 5;
const plain = (text) => text.normalize("NFKC").replace(/\s+/g, "").replace(/\*+$/, "").toLowerCase();
const YES = ["是", "有", "yes", "y", "true", "√", "✓", "☑"];
const NO = ["否", "无", "no", "n", "false", "×", "☐"];

const linesOf = (table) => [...table.querySelectorAll("tr")].filter((line) => line.querySelector("td[data-label]"));
const cellsIn = (line) => [...line.children].filter((cell) => cell.matches("td[data-label]"));
const controlIn = (cell) => cell?.querySelector("[data-kind][data-path]");
const isLocked = (control) => Boolean(control.disabled || control.closest("fieldset:disabled") || control.querySelector("select:disabled"));

/** A pasted text as the control takes it; undefined where it does not. */
function asValue(control, text) {
  if (!text) return control.dataset.kind === "multi" ? [] : control.dataset.kind === "bool" ? null : "";
  if (control.dataset.kind === "text") return asText(control, text);
  if (control.dataset.kind === "bool") return YES.includes(plain(text)) ? true : NO.includes(plain(text)) ? false : undefined;
  if (control.dataset.kind === "choice") return optionOf(control, text);
  if (control.dataset.kind !== "multi") return undefined;
  const chosen = text.split(/[、，,;；\n]/).filter((one) => one.trim()).map((one) => optionOf(control, one));
  return chosen.includes(undefined) ? undefined : chosen;
}

function asText(control, text) {
  if (control.classList.contains("number")) return text.normalize("NFKC").replace(/[,\s%¥￥]/g, "");
  if (control.type !== "date" && control.type !== "month") return control.matches("textarea") ? text : text.replace(/\s*\n\s*/g, " ");
  const [year, month, day] = text.normalize("NFKC").match(/\d+/g) ?? [];
  const parts = control.type === "date" ? [month, day] : [month];
  if (year?.length !== 4 || parts.some((part) => !part || part.length > 2)) return undefined;
  return [year, ...parts.map((part) => part.padStart(2, "0"))].join("-");
}

function optionOf(control, text) {
  const options = [...control.querySelectorAll("option, input")].filter((option) => option.value);
  const words = (option) => option.matches("option") ? option.textContent : option.closest("label").textContent;
  const found = options.find((option) => [plain(words(option)), plain(option.value)].includes(plain(text)));
  if (found) return found.value;
  return control.querySelector("[data-own-option]") ? { own: text.slice(0, 200) } : undefined;
}

/** Leave out the first line of what was pasted where it only repeats the heads of the columns. */
function withoutHeads(rows, cells) {
  const heads = cells.map((cell) => plain(cell.dataset.label));
  const isHead = rows[0].every((text, at) => plain(text).replace(/[（(].*$/, "") === heads[at]);
  return isHead && rows.length > 1 ? rows.slice(1) : rows;
}

export class SheetPaste {
  constructor(form) {
    this.form = form;
    form.addEventListener("paste", (event) => this.onPaste(event));
  }

  onPaste(event) {
    const control = controlOf(event.target);
    const cell = control?.closest("td[data-label]");
    if (!cell || control.matches("rich-text") || isLocked(control)) return;
    const found = cellsOf(event.clipboardData);
    if (!found || (control.matches("textarea") && !found.isTable)) return;
    event.preventDefault();
    this.paste(cell, found.rows);
  }

  async paste(cell, given) {
    const table = cell.closest("table");
    const [top, left] = [linesOf(table).indexOf(cell.parentElement), cellsIn(cell.parentElement).indexOf(cell)];
    const rows = withoutHeads(given, cellsIn(cell.parentElement).slice(left));
    const added = await this.makeRoom(table, top + rows.length - linesOf(table).length);
    const lines = linesOf(table).slice(top);
    const result = { changes: [], problems: [], below: Math.max(0, rows.length - lines.length), beside: 0 };
    rows.slice(0, lines.length).forEach((row, down) => this.fillLine(cellsIn(lines[down]).slice(left), row, down + 1, result));
    this.remember(result.changes, added);
    this.tell(table, result, added.length);
  }

  fillLine(cells, row, place, result) {
    result.beside = Math.max(result.beside, row.slice(cells.length).filter(Boolean).length);
    row.slice(0, cells.length).forEach((text, at) => {
      const control = controlIn(cells[at]);
      if (!control || isLocked(control)) return text && result.problems.push([place, cells[at].dataset.label, text]);
      const value = asValue(control, text);
      if (value === undefined) return result.problems.push([place, cells[at].dataset.label, text]);
      const before = read(control);
      if (JSON.stringify(before) === JSON.stringify(value)) return;
      write(control, value);
      if (text && read(control) !== value && control.dataset.kind === "text") {
        write(control, before); // a date that no date input can show
        return result.problems.push([place, cells[at].dataset.label, text]);
      }
      this.form.keep(control);
      result.changes.push({ path: control.dataset.path, before, value });
    });
  }

  /** Add as many rows as there is room for: the keys of the new ones. */
  async makeRoom(table, wanted) {
    const list = table.closest("row-list");
    const added = [];
    while (list && !list.isFull && added.length < wanted) {
      this.form.say(fill(this.form.words.addingRows, { count: `${added.length + 1} / ${wanted}` }));
      const row = await list.addEmpty();
      if (!row) break;
      added.push({ list, key: row.dataset.key });
    }
    return added;
  }

  remember(changes, added) {
    this.form.schedule(0);
    if (!changes.length && !added.length) return;
    const history = this.form.history;
    history.add({
      label: this.form.words.pasted,
      undo: async () => {
        history.put(changes.map(({ path, before }) => ({ path, value: before })));
        for (const { list, key } of [...added].reverse()) await list.takeOut(key);
      },
      redo: async () => {
        for (const { list, key } of added) await list.bringBack(key);
        history.put(changes);
      },
    });
  }

  tell(table, { changes, problems, below, beside }, added) {
    const words = this.form.words;
    const said = [fill(words.pastedCells, { count: changes.length })];
    if (added) said.push(fill(words.pastedRows, { count: added }));
    if (below) said.push(fill(words.pastedBelow, { count: below }));
    if (beside) said.push(fill(words.pastedBeside, { count: beside }));
    for (const [row, label, text] of problems.slice(0, MOST_SAID)) said.push(fill(words.pastedNot, { row, label, text: text.slice(0, 20) }));
    if (problems.length > MOST_SAID) said.push(fill(words.pastedMore, { count: problems.length - MOST_SAID }));
    const frame = table.parentElement;
    const line = frame.nextElementSibling?.matches(".paste-note") ? frame.nextElementSibling : document.createElement("p");
    line.className = "paste-note";
    line.setAttribute("role", "status");
    frame.after(line);
    line.textContent = said.join(" ");
  }
}
