// Small pieces of the list of files.
const MEGABYTE = 1024 * 1024;

export const sizeOf = (bytes) => (bytes >= MEGABYTE ? `${(bytes / MEGABYTE).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`);

export function make(tag, about = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), about);
  element.append(...inside);
  return element;
}

export function button(sign, words, name, act, isOff = false) {
  const element = make("button", { type: "button", className: "btn btn-icon btn-sm", textContent: sign, disabled: isOff });
  element.setAttribute("aria-label", `${words} ${name}`);
  element.title = words;
  element.addEventListener("click", act);
  return element;
}
