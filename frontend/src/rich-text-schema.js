// What a long text may hold. Whatever is pasted passes through this schema: unknown tags, styles and scripts do not survive.
// The same node and mark names are read by the writers of PDF and DOCX; a new one here needs one there.
import Image from "@tiptap/extension-image";
import Subscript from "@tiptap/extension-subscript";
import Superscript from "@tiptap/extension-superscript";
import { TableKit } from "@tiptap/extension-table";
import { Placeholder } from "@tiptap/extensions";
import StarterKit from "@tiptap/starter-kit";

// A picture must come from this site: one that is only linked would vanish from the paper, and tell others who reads it.
const OurImage = Image.extend({
  parseHTML() {
    const fromHere = (image) => {
      const url = new URL(image.getAttribute("src"), location.href);
      return url.origin === location.origin && url.protocol.startsWith("http") ? null : false;
    };
    return [{ tag: "img[src]", getAttrs: fromHere }];
  },
  addAttributes() {
    return { src: { default: null }, alt: { default: "" } };
  },
});

const LEFT_OUT = { blockquote: false, code: false, codeBlock: false, heading: false, horizontalRule: false, link: false };

export function ourExtensions({ placeholder }) {
  return [
    StarterKit.configure({ ...LEFT_OUT, strike: false, dropcursor: { color: false, class: "rt-dropcursor" } }),
    OurImage.configure({ allowBase64: false }),
    TableKit.configure({ table: { resizable: false } }),
    Subscript,
    Superscript,
    Placeholder.configure({ placeholder }),
  ];
}
