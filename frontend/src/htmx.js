import htmx from "htmx.org";
import { csrfToken } from "./csrf.js";

htmx.config.includeIndicatorCSS = false; // its rules are in app.css
htmx.config.extensions = "none"; // no extension may be switched on from a page
window.htmx = htmx;

const SAFE = /^(GET|HEAD|OPTIONS)$/i;

document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx.request;
  const ours = new URL(request.action || "", location.href).origin === location.origin;
  if (ours && !SAFE.test(request.method || "GET")) request.headers["X-CSRFToken"] = csrfToken();
});
