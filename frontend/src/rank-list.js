// A list that people put in order: by dragging, by the buttons, or by Alt+↑ / Alt+↓ on a row.
//
//   <rank-list name="order" data-limit="3">
//     <ol><li data-value="17" data-label="高端装备离散型智能工厂">…</li> …</ol>
//   </rank-list>
//
// Each row carries a hidden input, so the form sends name=17&name=… in the order shown. Every move fires a bubbling `change`
// and is spoken in a live region. Rows beyond data-limit (a quota) get the class is-beyond.
// Words, all optional: data-up  data-down  data-moved="{label}：第 {n} 位，共 {total} 位"
import Sortable from "sortablejs";
import { fill } from "./words.js";

const WORDS = { up: "上移", down: "下移", moved: "{label}：第 {n} 位，共 {total} 位" };


class RankList extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol, ul");
    if (!this.list || this.sortable) return;
    this.live = this.makeLiveRegion();
    for (const row of this.rows) this.prepare(row);
    this.sortable = Sortable.create(this.list, {
      animation: 120,
      draggable: "li",
      handle: ".rank-grip",
      onEnd: ({ item, oldIndex, newIndex }) => oldIndex !== newIndex && this.moved(item),
    });
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.number();
  }

  disconnectedCallback() {
    this.sortable?.destroy();
    this.sortable = null;
  }

  get rows() {
    return [...this.list.children].filter((row) => row.matches("li"));
  }

  /** The values in the order shown. */
  get value() {
    return this.rows.map((row) => row.dataset.value);
  }

  makeLiveRegion() {
    const region = this.querySelector(":scope > .rank-live") ?? document.createElement("div");
    region.className = "rank-live visually-hidden";
    region.setAttribute("aria-live", "polite");
    this.append(region);
    return region;
  }

  prepare(row) {
    if (row.querySelector(".rank-buttons")) return; // already done, before htmx moved the list
    const input = Object.assign(document.createElement("input"), { type: "hidden", value: row.dataset.value });
    input.name = this.getAttribute("name");
    const grip = Object.assign(document.createElement("span"), { className: "rank-grip", textContent: "⠿" });
    grip.setAttribute("aria-hidden", "true");
    const place = Object.assign(document.createElement("span"), { className: "rank-place" });
    const buttons = Object.assign(document.createElement("span"), { className: "rank-buttons" });
    buttons.append(this.button(row, -1, "↑", "up"), this.button(row, +1, "↓", "down"));
    row.prepend(grip, place);
    row.append(buttons, input);
  }

  button(row, step, sign, word) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign });
    button.className = `btn btn-icon rank-${word}`;
    button.setAttribute("aria-label", `${this.dataset[word] || WORDS[word]} ${row.dataset.label ?? ""}`.trim());
    button.addEventListener("click", () => this.move(row, step, button));
    return button;
  }

  onKey(event) {
    const step = { ArrowUp: -1, ArrowDown: +1 }[event.key];
    const row = event.target.closest("li");
    if (!step || !event.altKey || !row) return;
    event.preventDefault();
    this.move(row, step, event.target);
  }

  move(row, step, focused) {
    const target = this.rows[this.rows.indexOf(row) + step];
    if (!target) return;
    if (step < 0) target.before(row);
    else target.after(row);
    this.moved(row);
    // A button that has just been switched off at either end of the list cannot keep the focus.
    const keeper = focused.disabled ? row.querySelector(".rank-buttons button:not(:disabled)") : focused;
    keeper?.focus();
  }

  moved(row) {
    this.number();
    const place = { label: row.dataset.label ?? "", n: this.rows.indexOf(row) + 1, total: this.rows.length };
    this.live.textContent = fill(this.dataset.moved || WORDS.moved, place);
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  number() {
    const limit = Number(this.dataset.limit || Infinity);
    this.rows.forEach((row, index, all) => {
      row.querySelector(".rank-place").textContent = index + 1;
      row.querySelector(".rank-up").disabled = index === 0;
      row.querySelector(".rank-down").disabled = index === all.length - 1;
      row.classList.toggle("is-beyond", index >= limit);
    });
  }
}

customElements.define("rank-list", RankList);
