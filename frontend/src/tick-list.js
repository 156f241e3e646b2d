// <tick-list form="send-back" data-none="尚未勾选" data-remove="取消勾选"></tick-list>
//
// Names what is ticked in boxes that belong to a form elsewhere on the page (<input type="checkbox" form="send-back">),
// each by its data-label; a click on a name goes to its box, the cross beside it takes the tick away.
class TickList extends HTMLElement {
  connectedCallback() {
    this.live = this.appendChild(document.createElement("ul"));
    this.live.setAttribute("aria-live", "polite");
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
    return row;
  }
}

customElements.define("tick-list", TickList);
