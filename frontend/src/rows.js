// <row-list data-repeat="project.scenarios">: rows that are added, moved, removed and brought back, as blocks or in a table.
// Each row carries data-key. The server keeps the order; what has been typed is saved before anything moves.
import { csrfToken } from "./csrf.js";
import { fill } from "./words.js";

const parse = (html) => Object.assign(document.createElement("template"), { innerHTML: html.trim() }).content.firstElementChild;

function confirmed(text) {
  const dialog = document.getElementById("ask-dialog");
  dialog.querySelector("#ask-text").textContent = text;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

class RowList extends HTMLElement {
  connectedCallback() {
    this.onclick = (event) => this.onClick(event);
    this.number();
  }

  get form() {
    return this.closest("form-autosave");
  }

  get box() {
    return this.querySelector("[data-rows]");
  }

  get rows() {
    return [...this.box.children].filter((row) => row.dataset.key);
  }

  onClick(event) {
    const button = event.target.closest("[data-row-verb]");
    if (!button || button.closest("row-list") !== this) return;
    event.preventDefault();
    const verb = button.dataset.rowVerb;
    const row = button.closest("[data-key]");
    if (verb === "add") this.add();
    else if (verb === "remove") this.remove(row);
    else this.move(row, verb === "up" ? -1 : 1, button);
  }

  /** Send a verb; null when it was refused, which has then been said. */
  async send(verb, values = {}) {
    await this.form.flush();
    const body = new URLSearchParams({ verb, path: this.dataset.repeat, ...values });
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    const reply = await fetch(this.form.dataset.rows, { method: "POST", redirect: "manual", headers, body }).catch(() => null);
    if (reply?.type === "opaqueredirect") return this.form.askToSignIn();
    const answer = await reply?.json().catch(() => null);
    if (reply?.ok && answer) {
      this.form.checkSoon();
      return answer;
    }
    const problems = answer?.findings?.map((finding) => finding.text).join(" ");
    this.form.note(problems || this.form.words.networkFailed);
    return null;
  }

  get isFull() {
    return this.rows.length >= Number(this.dataset.most || Infinity);
  }

  async add() {
    const row = await this.addEmpty();
    if (!row) return;
    this.remember(row.dataset.key, this.form.words.addedRow, "takeOut", "bringBack");
    row.querySelector("input, select, textarea, rich-text")?.focus();
  }

  /** Add an empty row at the end and give it; null when it was refused. */
  async addEmpty() {
    const answer = await this.send("add");
    if (!answer) return null;
    const row = parse(answer.html);
    this.box.append(row);
    this.number();
    this.follow(answer.keys);
    return row;
  }

  async remove(row) {
    const name = this.nameOf(row);
    if (this.isFilled(row) && !(await confirmed(fill(this.form.words.removeRow, { name })))) return;
    const { key } = row.dataset;
    const place = this.rows.indexOf(row);
    if (!(await this.takeOut(key))) return;
    this.remember(key, fill(this.form.words.removedRow, { name }), "bringBack", "takeOut", place);
    const undo = this.form.history.button();
    this.say(fill(this.form.words.removed, { name }), undo);
    undo.focus();
  }

  /** Take a row out by its key; false when it was refused. */
  async takeOut(key) {
    const answer = await this.send("remove", { key });
    if (!answer) return false;
    this.rows.find((row) => row.dataset.key === key)?.remove();
    this.number();
    this.follow(answer.keys);
    return true;
  }

  /** Bring a row back by its key; one in which nothing was ever written is gone, an empty one takes its place. */
  async bringBack(key, place = this.rows.length) {
    const answer = await this.send("restore", { key, place });
    if (!answer) return;
    if (!answer.html) return this.addEmpty();
    this.box.insertBefore(parse(answer.html), this.rows[place] ?? null);
    this.say("");
    this.number();
    this.follow(answer.keys);
  }

  remember(key, label, undo, redo, place) {
    this.form.history.add({ label, undo: () => this[undo](key, place), redo: () => this[redo](key, place) });
  }

  async move(row, step, button) {
    const { key } = row.dataset;
    if (!(await this.shift(key, step))) return;
    (button.disabled ? row.querySelector("[data-row-verb]:not(:disabled)") : button)?.focus();
    const label = fill(this.form.words.movedRow, { name: this.nameOf(row) });
    this.form.history.add({ label, undo: () => this.shift(key, -step), redo: () => this.shift(key, step) });
  }

  async shift(key, step) {
    const rows = this.rows;
    const row = rows.find((one) => one.dataset.key === key);
    const target = rows[rows.indexOf(row) + step];
    const answer = target && (await this.send("move", { key, step }));
    if (!answer) return false;
    if (step < 0) target.before(row);
    else target.after(row);
    this.number();
    this.say(fill(this.form.words.moved, { place: this.rows.indexOf(row) + 1 }));
    this.follow(answer.keys);
    return true;
  }

  /** Where somebody else has changed the rows meanwhile: take over their order, or say that other rows are there now. */
  follow(keys, who = this.form.words.colleague) {
    const here = this.rows.map((row) => row.dataset.key);
    if (here.join() === keys.join()) return;
    const isSame = here.length === keys.length && keys.every((key) => here.includes(key));
    if (isSame && !this.box.contains(document.activeElement)) {
      for (const key of keys) this.box.append(this.rows.find((row) => row.dataset.key === key));
      this.number();
      return this.say(fill(this.form.words.rowsMoved, { who }));
    }
    const words = isSame ? this.form.words.rowsMoved : this.form.words.rowsChanged;
    this.say(fill(words, { who }), this.form.button(this.form.words.rowsShow, () => this.form.flush().then(() => location.reload())));
  }

  isFilled(row) {
    return [...row.querySelectorAll("input, textarea, select, rich-text, file-list")].some((control) =>
      control.matches("[type=radio], [type=checkbox]") ? control.checked && control.value : control.value?.length !== 0 && control.value,
    );
  }

  nameOf(row) {
    const words = row.querySelector(".row-name")?.textContent ?? row.querySelector("input")?.value ?? "";
    return words.replace(/\s+/g, " ").trim() || `${this.rows.indexOf(row) + 1}`;
  }

  say(text, ...buttons) {
    let line = this.querySelector(":scope > .rows-note");
    if (!line) {
      line = Object.assign(document.createElement("p"), { className: "rows-note" });
      line.setAttribute("role", "status");
      this.append(line);
    }
    line.replaceChildren(text, ...buttons);
  }

  number() {
    const rows = this.rows;
    rows.forEach((row, index) => {
      const of = (selector) => [...row.querySelectorAll(selector)].find((part) => part.closest("row-list") === this);
      of("[data-row-place]").textContent = index + 1;
      const [up, down] = [of("[data-row-verb=up]"), of("[data-row-verb=down]")];
      if (up) [up.disabled, down.disabled] = [index === 0, index === rows.length - 1];
    });
    const empty = this.querySelector(":scope > .rows-empty");
    if (empty) empty.hidden = rows.length > 0;
    const add = this.querySelector(":scope > [data-row-verb=add]");
    if (add) add.disabled = this.isFull;
  }
}

customElements.define("row-list", RowList);
