// Changes that the server has not acknowledged yet: in memory, and in the browser's storage, so that neither a closed window,
// nor a lost connection, nor an expired session loses a word. Each window keeps its own under `key:window`, so that two
// windows on one form never take each other's words away.
const WINDOW = "shifan:window";

function windowName() {
  try {
    const name = sessionStorage.getItem(WINDOW) ?? crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
    sessionStorage.setItem(WINDOW, name);
    return name;
  } catch {
    return "only";
  }
}

export class KeptChanges {
  constructor(key) {
    this.prefix = `${key}:`;
    this.key = this.prefix + windowName();
    this.changes = new Map(); // path → {value, version}
    this.isStored = true;
  }

  /** What earlier visits left behind: [{path, value, version}]. */
  left() {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(this.prefix))
        .flatMap((key) => JSON.parse(localStorage.getItem(key)))
        .filter((change) => typeof change?.path === "string");
    } catch {
      return [];
    }
  }

  get size() {
    return this.changes.size;
  }

  put(path, value, version) {
    this.changes.set(path, { value, version });
    this.store();
  }

  get(path) {
    return this.changes.get(path);
  }

  remove(path) {
    this.changes.delete(path);
    this.store();
  }

  list() {
    return [...this.changes].map(([path, change]) => ({ path, ...change }));
  }

  /** Take over what earlier visits left behind, without losing what has been typed since. */
  adopt(changes) {
    for (const { path, value, version } of changes) if (!this.changes.has(path)) this.changes.set(path, { value, version });
    this.forget();
    this.store();
  }

  /** Take away what earlier visits left behind. */
  forget() {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(this.prefix)) localStorage.removeItem(key);
    } catch {
      // Without storage there is nothing to forget.
    }
    this.store();
  }

  store() {
    try {
      if (this.changes.size) localStorage.setItem(this.key, JSON.stringify(this.list()));
      else localStorage.removeItem(this.key);
      this.isStored = true;
    } catch {
      this.isStored = false; // full or switched off: the page says so and asks not to be closed
    }
  }
}
