// <tick-list form="send-back" data-none="尚未勾选" data-remove="取消勾选"></tick-list>
//
// Names what is ticked in boxes that belong to a form elsewhere on the page (<input type="checkbox" form="send-back">),
// each by its data-label; a click on a name goes to its box, the cross beside it takes the tick away. With data-why there
// is room to write beside each what is wrong there; it belongs to the form as why:<value> and stays typed when another
// box is ticked.
class TickList extends HTMLElement {
  connectedCallback() {
    this.live = this.appendChild(document.createElement("ul"));
    this.live.setAttribute("aria-live", "polite");
    this.typed = new Map();
    this.listen = (event) => event.target.matches?.(this.selector) && this.draw();
    document.addEventListener("change", this.listen);
    this.draw();
  }

  disconnectedCallback() {
    document.removeEventListener("change", this.listen);
    this.replaceChildren();
  }

  get selector() {
    return `input[type="checkbox"][form="${CSS.escape(this.getAttribute("form"))}"]`;
  }

  draw() {
    const ticked = [...document.querySelectorAll(`${this.selector}:checked`)];
    for (const field of this.querySelectorAll("input")) this.typed.set(field.name, field.value);
    this.live.replaceChildren(...ticked.map((box) => this.item(box)));
    if (!ticked.length) this.live.append(Object.assign(document.createElement("li"), { textContent: this.dataset.none ?? "" }));
  }

  item(box) {
    const row = document.createElement("li");
    const name = Object.assign(document.createElement("button"), { type: "button", textContent: box.dataset.label });
    name.className = "tick-name";
    name.addEventListener("click", () => {
      box.scrollIntoView({ block: "center" });
      box.focus({ preventScroll: true });
    });
    const cross = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    cross.className = "tick-cross";
    cross.setAttribute("aria-label", `${this.dataset.remove ?? ""} ${box.dataset.label}`.trim());
    cross.addEventListener("click", () => {
      box.checked = false;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    });
    row.append(name, cross);
    if (this.dataset.why) row.append(this.why(box));
    return row;
  }

  why(box) {
    const field = Object.assign(document.createElement("input"), { name: `why:${box.value}`, className: "form-control tick-why" });
    field.maxLength = 1000;
    field.value = this.typed.get(field.name) ?? "";
    field.placeholder = this.dataset.why;
    field.setAttribute("aria-label", `${box.dataset.label}：${this.dataset.why}`);
    field.setAttribute("form", this.getAttribute("form"));
    return field;
  }
}

customElements.define("tick-list", TickList);
