// What somebody did on a form, step by step, so that it can be undone and done again: typing, choosing, rows, pasted cells.
// A step is {undo, redo, label}; both give a promise. Inside formatted text the editor undoes first, here what it cannot.
import { controlAt, controlOf, read, write } from "./controls.js";
import { fill } from "./words.js";

const PAUSE = 2000; // a longer pause between two keys makes two steps of them,
const LONGEST = 10000; // and so does a long while without any
const MOST = 200;

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export class FormHistory {
  constructor(form) {
    this.form = form;
    this.known = new Map(); // path → value before the change to come
    this.done = [];
    this.undone = [];
    for (const kind of ["focusin", "pointerdown"]) form.addEventListener(kind, (event) => this.look(event.target), true);
    form.addEventListener("control:written", ({ target }) => this.known.set(target.dataset.path, read(target)));
    form.addEventListener("keydown", (event) => this.onKey(event));
    form.addEventListener("click", (event) => this.onClick(event));
    this.showButtons();
  }

  look(target) {
    const control = controlOf(target);
    if (!control?.dataset.kind || this.known.has(control.dataset.path)) return;
    this.known.set(control.dataset.path, read(control));
  }

  /** Note that a control has a new value; keys that follow each other closely are one step. */
  changed(control) {
    const { path } = control.dataset;
    const [before, after] = [this.known.get(path), read(control)];
    this.known.set(path, after);
    if (before === undefined || same(before, after)) return;
    const last = this.done.at(-1);
    const now = Date.now();
    const goesOn = last?.path === path && now - last.at < PAUSE && now - last.began < LONGEST;
    if (goesOn || (last?.path === path && same(last.before, after))) {
      [last.after, last.at] = [after, now];
      if (same(last.before, after)) this.done.pop(); // the editor has undone it by itself
      this.undone = [];
      return this.showButtons();
    }
    const step = { path, before, after, at: now, began: now, label: this.labelOf(control) };
    step.undo = () => this.put([{ path, value: step.before }]);
    step.redo = () => this.put([{ path, value: step.after }]);
    this.add(step);
  }

  /** What stands there now comes from elsewhere: no earlier step of ours may be undone over it. */
  taken(control) {
    const { path } = control.dataset;
    this.known.set(path, read(control));
    [this.done, this.undone] = [this.done, this.undone].map((steps) => steps.filter((step) => step.path !== path));
    this.showButtons();
  }

  /** A button beside what has just been done; it goes with the next step, which it would undo instead. */
  button() {
    const button = this.form.button(this.form.words.undo, () => this.undo());
    button.dataset.undoes = "";
    return button;
  }

  takeButtons() {
    for (const button of this.form.querySelectorAll("[data-undoes]")) button.remove();
  }

  add(step) {
    this.takeButtons();
    this.done.push(step);
    if (this.done.length > MOST) this.done.shift();
    this.undone = [];
    this.showButtons();
  }

  /** Write values as if they had been typed; a control that has gone meanwhile is passed over. */
  put(values) {
    let first = null;
    for (const { path, value } of values) {
      const control = controlAt(this.form, path);
      if (!control) continue;
      write(control, value);
      this.form.keep(control);
      first ??= control;
    }
    this.form.schedule(0);
    const target = first?.matches("input, textarea, rich-text") ? first : first?.querySelector("input:checked, select, input, textarea");
    target?.focus();
  }

  async undo() {
    await this.pass(this.done, this.undone, "undo", this.form.words.undone);
  }

  async redo() {
    await this.pass(this.undone, this.done, "redo", this.form.words.redone);
  }

  async pass(from, to, verb, words) {
    if (this.busy || !from.length) return;
    this.busy = true;
    this.takeButtons();
    const step = from.pop();
    await step[verb]();
    delete step.at; // what is typed now is a step of its own
    to.push(step);
    this.busy = false;
    this.showButtons();
    if (!this.form.contains(document.activeElement)) this.form.querySelector(`[data-history="${verb}"]`)?.focus();
    this.form.say(fill(words, { name: step.label }));
  }

  onKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    const verb = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : "";
    if (!verb) return;
    if (event.target.closest("rich-text") && event.defaultPrevented) return;
    event.preventDefault();
    this[verb]();
  }

  onClick(event) {
    const button = event.target.closest("[data-history]");
    if (button) this[button.dataset.history]();
  }

  showButtons() {
    for (const button of this.form.querySelectorAll("[data-history]")) {
      const isEmpty = !this[button.dataset.history === "undo" ? "done" : "undone"].length;
      button.setAttribute("aria-disabled", String(isEmpty)); // never `disabled`: that would take the focus away
    }
  }

  labelOf(control) {
    const field = control.closest("[data-field]");
    const label = field?.querySelector('[id^="l-"]') ?? control.closest("td")?.parentElement.querySelector("th");
    const words = label?.firstChild?.textContent || control.getAttribute("aria-label") || "";
    return words.replace(/\s+/g, " ").trim();
  }
}
