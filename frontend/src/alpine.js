// The build of Alpine that needs no eval, as the content security policy asks.
import Alpine from "@alpinejs/csp";

window.Alpine = Alpine;
Alpine.start();
