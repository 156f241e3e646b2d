// What Word and WPS put on the clipboard, as plain HTML: their lists are paragraphs with a number typed in front, deleted
// text is still there, empty paragraphs keep the distance. What we have no node for is dropped later, by the schema.
import { parsed } from "./clipboard-html.js";

const LEVEL = /mso-list:\s*l\d+\s+level(\d+)/i;
const BULLET = /^[·•●○■□◆◇▪▫§Øoüvnlq\-–—\uf000-\uf0ff]$/; // some are letters, in a typeface of signs

export const isOffice = (html) => /class="?(?:Mso|\w+mso)|mso-|<o:p|urn:schemas-microsoft-com|ProgId|ksohtml/i.test(html);

/** An HTML document without what only its program understands. */
export function cleaned(html) {
  const { body } = parsed(html);
  if (isOffice(html)) {
    for (const node of body.querySelectorAll("del, [data-office*='mso-element:comment'], .MsoCommentReference, .msocomoff")) node.remove();
    makeLists(body);
  }
  for (const node of body.querySelectorAll("script, xml, meta, link, title")) node.remove();
  for (const node of body.querySelectorAll("[data-office]")) makeMarks(node);
  for (const node of body.querySelectorAll("p")) if (!node.textContent.trim() && !node.querySelector("img, br + br")) node.remove();
  return body;
}

const MARKS = [
  ["strong", /font-weight:\s*(?:bold|[6-9]00)/i],
  ["em", /font-style:\s*italic/i],
  ["u", /text-decoration:[^;]*underline/i],
  ["sup", /vertical-align:\s*super/i],
  ["sub", /vertical-align:\s*sub(?!\w)/i],
];

/** What a style says of bold and the like becomes an element. */
function makeMarks(node) {
  if (!node.matches("span, font, b, i, u")) return;
  for (const [tag] of MARKS.filter(([, said]) => said.test(node.dataset.office.replace(/mso-[^;]*/g, "")))) {
    const mark = node.ownerDocument.createElement(tag);
    mark.append(...node.childNodes);
    node.append(mark);
  }
}

const levelOf = (node) => Number(node.getAttribute("data-office")?.match(LEVEL)?.[1] ?? 0);

/** Paragraphs with mso-list, and what follows each other of them, become lists in lists. */
function makeLists(body) {
  let [open, last] = [[], null];
  for (const node of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, li")]) {
    const level = node.matches("li") ? 0 : levelOf(node);
    if (!level) continue;
    const marker = takeMarker(node);
    const tag = BULLET.test(marker) || !marker ? "ul" : "ol";
    if (last !== node.previousElementSibling) open = [];
    open.length = Math.min(open.length, level);
    if (open.at(-1) && open.length === level && open.at(-1).localName !== tag) open.pop();
    while (open.length < level) open.push(newList(body, tag, open.at(-1), node));
    const item = body.ownerDocument.createElement("li");
    item.append(...node.childNodes);
    open.at(-1).append(item);
    last = open[0];
    node.remove();
  }
}

function newList(body, tag, around, node) {
  const list = body.ownerDocument.createElement(tag);
  if (!around) node.before(list);
  else if (around.lastElementChild) around.lastElementChild.append(list);
  else around.appendChild(body.ownerDocument.createElement("li")).append(list);
  return list;
}

/** Take the number or the bullet that was typed in front away, and say what it was. */
function takeMarker(node) {
  const span = [...node.querySelectorAll("span")].find((one) => /mso-list:\s*ignore/i.test(one.dataset.office ?? ""));
  const words = span?.textContent.replace(/[\s\u00a0]+/g, "") ?? "";
  span?.remove();
  return words;
}
