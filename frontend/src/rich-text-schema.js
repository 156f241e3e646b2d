// What a long text may hold: the nodes, marks and attributes of core/text.py, nothing else. Whatever is pasted passes through
// this schema, so unknown tags, styles and scripts do not survive.
import Image from "@tiptap/extension-image";
import Subscript from "@tiptap/extension-subscript";
import Superscript from "@tiptap/extension-superscript";
import { TableKit } from "@tiptap/extension-table";
import { Placeholder } from "@tiptap/extensions";
import StarterKit from "@tiptap/starter-kit";

// A picture is named by the digest under which it was stored; where it is shown from is not part of the text. One without a
// digest comes from elsewhere: it would vanish from the paper, and tell others who reads it. So it is not taken.
const OurImage = Image.extend({
  addOptions() {
    return { ...this.parent?.(), address: () => "" };
  },
  addAttributes() {
    const from = (attribute) => ({ default: null, parseHTML: (image) => image.getAttribute(attribute) });
    return { digest: from("data-digest"), name: from("data-name"), caption: from("data-caption"), alt: from("alt") };
  },
  parseHTML() {
    return [{ tag: "img[data-digest]" }];
  },
  renderHTML({ node }) {
    const { digest, name, caption, alt } = node.attrs;
    const image = { src: this.options.address(digest), alt: alt ?? "", "data-digest": digest };
    if (name) image["data-name"] = name;
    if (caption) image["data-caption"] = caption;
    return ["img", image];
  },
});

export function ourExtensions({ placeholder, address }) {
  return [
    StarterKit.configure({ code: false, codeBlock: false, link: false, dropcursor: { color: false, class: "rt-dropcursor" } }),
    OurImage.configure({ address }),
    TableKit.configure({ table: { resizable: false } }),
    Subscript,
    Superscript,
    Placeholder.configure({ placeholder }),
  ];
}

/** The words of a text, a line for each block, with the captions of its pictures, which readers see too. */
export function plainText(doc) {
  const leaf = (node) => (node.type.name === "image" ? `\n${node.attrs.caption ?? ""}\n` : "\n");
  return doc.textBetween(0, doc.content.size, "\n", leaf);
}
