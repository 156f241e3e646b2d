// What every page loads. Add a module: write it beside this file, import it here, run `make assets`.
// A module is a custom element wherever it can be: the browser starts those by itself, also in parts that htmx swaps in.
import "./htmx.js";
import "./count-down.js";
import "./menu.js";
import "./clause-dialog.js";
import "./preview.js";
import "./drawer.js";
import "./rank-list.js";
import "./tick-list.js";
import "./autosave.js"; // before its parts: they take their words from it
import "./zi-count.js";
import "./cascade.js";
import "./files.js";
import "./rows.js";
import "./presence.js";
import "./once.js";
import "./keep-typed.js";
import "./table-cards.js";
import "./alpine.js"; // last: it starts what the others have registered
