// HTML from the clipboard as a document. The content security policy forbids the styles in it, and would complain of each;
// what they say is kept as data-office.
export function parsed(html) {
  const plain = html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<!\[[^>]*>/g, "")
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/(<[a-z][^<>]*\s)style\s*=/gi, "$1data-office=");
  return new DOMParser().parseFromString(plain, "text/html");
}
