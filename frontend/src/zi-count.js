// <zi-count data-for="ID" data-limit="300">: how many 字 a text has. Going over is shown, never cut off.
// <zi-count data-for="ID" data-least="20" data-words="{count} 字（至少 {least} 字）">: the same from below.
// Inside a form that saves itself the words are the form's, elsewhere those of data-words and data-over.
import { crossed } from "./zi-limit.js";
import { fill } from "./words.js";
import { countZi } from "./zi.js";

class ZiCount extends HTMLElement {
  connectedCallback() {
    this.field = document.getElementById(this.dataset.for);
    if (!this.field) return;
    this.count = () => this.show(countZi(this.field.value));
    this.field.addEventListener("input", this.count);
    this.field.addEventListener("control:written", this.count);
    this.count();
  }

  disconnectedCallback() {
    this.field?.removeEventListener("input", this.count);
    this.field?.removeEventListener("control:written", this.count);
  }

  show(count) {
    if (this.dataset.least) {
      this.textContent = fill(this.dataset.words, { count, least: this.dataset.least });
      return;
    }
    const limit = Number(this.dataset.limit);
    const words = this.closest("form-autosave")?.words ?? { countOf: this.dataset.words, over: this.dataset.over };
    const isOver = count > limit;
    const isCell = !isOver && this.closest("td"); // a cell has no room for the word
    this.textContent = isCell ? `${count} / ${limit}` : fill(isOver ? words.over : words.countOf, { count, limit, more: count - limit });
    if (crossed(this, count, limit)) this.closest("form-autosave")?.say?.(this.textContent);
  }
}

customElements.define("zi-count", ZiCount);
