// <rich-text>: text with lists, tables and pictures, stored as ProseMirror JSON. The element itself is in rich-text.js.
import { RichText } from "./rich-text.js";

customElements.define("rich-text", RichText);
