/** Django's token: from its cookie, which a new sign-in in another window renews, else from the page. */
export function csrfToken() {
  const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
  const meta = document.querySelector('meta[name="csrf-token"]');
  const field = document.querySelector('input[name="csrfmiddlewaretoken"]');
  return cookie?.[1] || meta?.content || field?.value || "";
}
