// The toolbar of <rich-text>. One stop for Tab, arrow keys inside (the toolbar pattern of the ARIA authoring practices).
import bold from "@tabler/icons/outline/bold.svg";
import addColumn from "@tabler/icons/outline/column-insert-right.svg";
import deleteColumn from "@tabler/icons/outline/column-remove.svg";
import heading from "@tabler/icons/outline/heading.svg";
import italic from "@tabler/icons/outline/italic.svg";
import orderedList from "@tabler/icons/outline/list-numbers.svg";
import bulletList from "@tabler/icons/outline/list.svg";
import picture from "@tabler/icons/outline/photo.svg";
import redo from "@tabler/icons/outline/arrow-forward-up.svg";
import addRow from "@tabler/icons/outline/row-insert-bottom.svg";
import deleteRow from "@tabler/icons/outline/row-remove.svg";
import subscript from "@tabler/icons/outline/subscript.svg";
import superscript from "@tabler/icons/outline/superscript.svg";
import deleteTable from "@tabler/icons/outline/table-off.svg";
import table from "@tabler/icons/outline/table-plus.svg";
import underline from "@tabler/icons/outline/underline.svg";
import undo from "@tabler/icons/outline/arrow-back-up.svg";
import { choosePicture } from "./rich-text-upload.js";

const mark = (name, icon, run) => ({ name, icon, run, pressed: (editor) => editor.isActive(name) });
const inTable = (name, icon, run) => ({ name, icon, run, shown: (editor) => editor.isActive("table") });

const BUTTONS = [
  mark("bold", bold, (chain) => chain.toggleBold()),
  mark("italic", italic, (chain) => chain.toggleItalic()),
  mark("underline", underline, (chain) => chain.toggleUnderline()),
  mark("superscript", superscript, (chain) => chain.toggleSuperscript()),
  mark("subscript", subscript, (chain) => chain.toggleSubscript()),
  mark("heading", heading, (chain) => chain.toggleHeading({ level: 3 })),
  mark("bulletList", bulletList, (chain) => chain.toggleBulletList()),
  mark("orderedList", orderedList, (chain) => chain.toggleOrderedList()),
  { name: "picture", icon: picture, act: choosePicture, offered: (element) => element.hasAttribute("upload") },
  {
    name: "table",
    icon: table,
    run: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
    shown: (editor) => !editor.isActive("table"),
  },
  inTable("addRow", addRow, (chain) => chain.addRowAfter()),
  inTable("addColumn", addColumn, (chain) => chain.addColumnAfter()),
  inTable("deleteRow", deleteRow, (chain) => chain.deleteRow()),
  inTable("deleteColumn", deleteColumn, (chain) => chain.deleteColumn()),
  inTable("deleteTable", deleteTable, (chain) => chain.deleteTable()),
  { name: "undo", icon: undo, run: (chain) => chain.undo(), enabled: (editor) => editor.can().undo() },
  { name: "redo", icon: redo, run: (chain) => chain.redo(), enabled: (editor) => editor.can().redo() },
];

export class Toolbar {
  constructor(element) {
    this.element = element;
    this.root = document.createElement("div");
    this.root.className = "rt-bar";
    this.root.setAttribute("role", "toolbar");
    this.root.setAttribute("aria-label", element.words.toolbar);
    this.buttons = BUTTONS.filter((spec) => !spec.offered || spec.offered(element)).map((spec) => this.button(spec));
    this.fields = ["caption", "alt"].map((name) => this.pictureField(name));
    this.root.append(...this.buttons.map(({ node }) => node), ...this.fields);
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    this.root.addEventListener("focusin", (event) => this.stopAt(event.target));
    this.refresh();
  }

  button(spec) {
    const node = document.createElement("button");
    node.type = "button";
    node.className = "rt-button";
    node.title = this.element.words[spec.name];
    node.setAttribute("aria-label", node.title);
    node.innerHTML = spec.icon;
    node.firstElementChild.setAttribute("aria-hidden", "true");
    node.addEventListener("click", () => this.press(spec));
    return { spec, node };
  }

  press(spec) {
    if (spec.act) spec.act(this.element);
    else spec.run(this.element.editor.chain().focus()).run();
  }

  // What is said under a picture, and to those who cannot see it. There only while a picture is selected.
  pictureField(name) {
    const field = Object.assign(document.createElement("input"), { type: "text", className: "rt-field form-control", name: "" });
    field.dataset.attribute = name;
    field.placeholder = this.element.words[name];
    field.setAttribute("aria-label", field.placeholder);
    field.addEventListener("input", (event) => {
      event.stopPropagation(); // the editor's own event follows
      this.element.editor.commands.updateAttributes("image", { [name]: field.value || null });
    });
    field.addEventListener("change", (event) => event.stopPropagation());
    return field;
  }

  refresh() {
    const { editor } = this.element;
    if (!editor) return;
    for (const { spec, node } of this.buttons) {
      node.hidden = Boolean(spec.shown && !spec.shown(editor));
      node.disabled = !editor.isEditable || Boolean(spec.enabled && !spec.enabled(editor));
      if (spec.pressed) node.setAttribute("aria-pressed", String(spec.pressed(editor)));
    }
    for (const field of this.fields) {
      field.hidden = !editor.isActive("image");
      const value = editor.getAttributes("image")[field.dataset.attribute] ?? "";
      if (field.value !== value) field.value = value;
    }
    this.stopAt(this.usable.find((node) => node.tabIndex === 0) ?? this.usable[0]);
  }

  get usable() {
    return this.buttons.map(({ node }) => node).filter((node) => !node.hidden && !node.disabled);
  }

  stopAt(chosen) {
    if (!chosen || this.fields.includes(chosen)) return;
    for (const { node } of this.buttons) node.tabIndex = node === chosen ? 0 : -1;
  }

  onKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: +1 }[event.key];
    if (event.key === "Escape") this.element.focus();
    if (!step || this.fields.includes(event.target)) return;
    event.preventDefault();
    const nodes = this.usable;
    nodes[(nodes.indexOf(event.target) + step + nodes.length) % nodes.length].focus();
  }

  focus() {
    this.usable.find((node) => node.tabIndex === 0)?.focus();
  }
}
