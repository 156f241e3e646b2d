/** Django's token, from <meta name="csrf-token"> or from any form on the page. */
export function csrfToken() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  const field = document.querySelector('input[name="csrfmiddlewaretoken"]');
  return meta?.content || field?.value || "";
}
