// A form control for long text.
//
//   <rich-text name="intro" max="3000" label="企业简介" placeholder="…" required disabled
//              labelledby="ID" describedby="ID" upload="/url"
//              pictures="/url/{digest}">
//     <script type="application/json">{"type":"doc","content":[…]}</script>
//   </rich-text>
//
// Value in the form: the document as JSON, or "" when there is nothing in it. `value` reads and sets it as an object.
// Events, all bubbling: `input` at every change, `change` when writing pauses or the focus leaves (for saving),
// `rich-text:count` {count, max} and `rich-text:upload-failed` {message}.
// Going over `max` is shown and never cut off: the words are the writer's.
// Words of the toolbar: data-rich-text-words='{"bold":"Bold",…}' on the element or any ancestor; the keys are in words.js.
import { Editor } from "@tiptap/core";
import { pastesClean } from "./rich-text-paste.js";
import { ourExtensions, plainText } from "./rich-text-schema.js";
import { Toolbar } from "./rich-text-toolbar.js";
import { dropsPictures } from "./rich-text-upload.js";
import { crossed } from "./zi-limit.js";
import { fill, wordsFor } from "./words.js";
import { countZi } from "./zi.js";

const PAUSE = 800; // milliseconds without a key before `change`

export class RichText extends HTMLElement {
  static formAssociated = true;
  static observedAttributes = ["max"];

  constructor() {
    super();
    this.internals = this.attachInternals();
  }

  connectedCallback() {
    if (this.editor) return;
    const source = this.querySelector('script[type="application/json"]')?.textContent.trim();
    this.initial = source ? JSON.parse(source) : null;
    this.words = wordsFor(this);
    const box = this.part("rt-box form-control");
    box.addEventListener("input", (event) => event.stopPropagation()); // the browser's own; ours follows, with the new value
    this.editor = this.makeEditor(box);
    this.toolbar = new Toolbar(this);
    box.before(this.toolbar.root);
    this.counter = this.part("rt-count");
    this.sync();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.editor?.destroy();
    this.editor = null;
    for (const part of this.querySelectorAll(":scope > :not(script)")) part.remove();
  }

  attributeChangedCallback() {
    if (this.counter) this.sync();
  }

  part(className) {
    return this.appendChild(Object.assign(document.createElement("div"), { className }));
  }

  makeEditor(element) {
    return new Editor({
      element,
      content: this.initial,
      editable: !this.matches(":disabled") && !this.hasAttribute("readonly"),
      injectCSS: false, // forbidden by the content security policy; the rules are in app.css
      extensions: ourExtensions({
        placeholder: this.getAttribute("placeholder") ?? "",
        address: (digest) => fill(this.getAttribute("pictures") ?? "", { digest }),
      }),
      editorProps: { attributes: this.textboxAttributes(), ...dropsPictures(this), ...pastesClean(this), handleKeyDown: (_, event) => this.onKey(event) },
      onUpdate: () => this.changed(),
      onBlur: () => this.settle(),
      onTransaction: () => this.toolbar?.refresh(),
    });
  }

  textboxAttributes() {
    const attributes = { role: "textbox", "aria-multiline": "true", "aria-label": this.getAttribute("label") ?? "" };
    if (this.hasAttribute("labelledby")) {
      delete attributes["aria-label"];
      attributes["aria-labelledby"] = this.getAttribute("labelledby");
    }
    if (this.hasAttribute("describedby")) attributes["aria-describedby"] = this.getAttribute("describedby");
    if (this.hasAttribute("required")) attributes["aria-required"] = "true";
    return attributes;
  }

  // Tab moves between the cells of a table, so there must be another way out for the keyboard: Escape, to the toolbar.
  onKey(event) {
    if (event.key !== "Escape") return false;
    this.toolbar.focus();
    return true;
  }

  changed() {
    this.sync();
    this.waiting = true;
    this.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), PAUSE);
  }

  settle() {
    clearTimeout(this.timer);
    if (!this.waiting) return;
    this.waiting = false;
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  sync() {
    const empty = this.empty;
    this.internals.setFormValue(empty ? "" : JSON.stringify(this.editor.getJSON()));
    const missing = empty && this.hasAttribute("required");
    this.internals.setValidity(missing ? { valueMissing: true } : {}, missing ? this.words.required : "", this.editor.view.dom);
    this.showCount();
  }

  showCount() {
    const [count, max] = [this.count, this.max];
    const over = max !== null && count > max;
    this.counter.textContent = fill(max === null ? this.words.count : over ? this.words.over : this.words.countOf, {
      count,
      max,
      more: count - max,
    });
    if (max !== null && crossed(this.counter, count, max)) this.closest("form-autosave")?.say(this.counter.textContent);
    this.dispatchEvent(new CustomEvent("rich-text:count", { bubbles: true, detail: { count, max } }));
  }

  get max() {
    return this.hasAttribute("max") ? Number(this.getAttribute("max")) : null;
  }

  /** How many 字 the text has. */
  get count() {
    return countZi(plainText(this.editor.state.doc));
  }

  get empty() {
    return this.editor.isEmpty;
  }

  get name() {
    return this.getAttribute("name");
  }

  get form() {
    return this.internals.form;
  }

  get value() {
    return this.empty ? null : this.editor.getJSON();
  }

  set value(doc) {
    this.editor.commands.setContent(doc, { emitUpdate: false });
    this.sync();
  }

  focus() {
    this.editor.commands.focus();
  }

  checkValidity() {
    return this.internals.checkValidity();
  }

  formResetCallback() {
    this.value = this.initial;
  }

  formDisabledCallback(disabled) {
    this.editor?.setEditable(!disabled && !this.hasAttribute("readonly"));
  }
}
