// Small pieces of the list of files.
const MEGABYTE = 1024 * 1024;

export const sizeOf = (bytes) => (bytes >= MEGABYTE ? `${(bytes / MEGABYTE).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`);

export function make(tag, about = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), about);
  element.append(...inside);
  return element;
}

/** An icon of the sprite from which every page here has some. */
function icon(name) {
  const [sprite] = document.querySelector(".icon > use").getAttribute("href").split("#");
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  drawing.append(use);
  return drawing;
}

export function iconButton(name, words, of, act, isOff = false) {
  const made = button("", words, of, act, isOff);
  made.append(icon(name));
  return made;
}

export function button(sign, words, name, act, isOff = false) {
  const element = make("button", { type: "button", className: "btn btn-icon btn-sm", textContent: sign, disabled: isOff });
  element.setAttribute("aria-label", `${words} ${name}`);
  element.title = words;
  element.addEventListener("click", act);
  return element;
}
