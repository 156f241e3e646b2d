// Builds the pages' scripts and styles. The same sources and lock give the same bytes, which tests/repo/test_assets.py checks.
//   node build.mjs            into src/shifan/web/static/shifan
//   node build.mjs FOLDER     somewhere else
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ICONS } from "./icons.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
let out = path.resolve(process.argv[2] ?? path.join(here, "../src/shifan/web/static/shifan"));
const require = createRequire(import.meta.url);

// Tabler writes light-dark(A, B), which browsers before Chrome 123 take as nothing at all. We have one theme: A.
function onlyLight(css) {
  const open = "light-dark(";
  for (let start; (start = css.lastIndexOf(open)) >= 0; ) {
    // The last one holds no other, so its first comma outside of brackets parts A from B.
    let [depth, comma, end] = [1, -1, start + open.length];
    for (; depth > 0; end++) {
      if (css[end] === "(") depth++;
      if (css[end] === ")") depth--;
      if (css[end] === "," && depth === 1 && comma < 0) comma = end;
    }
    css = css.slice(0, start) + css.slice(start + open.length, comma) + css.slice(end);
  }
  return css;
}

const lightOnly = {
  name: "light only",
  setup(build) {
    build.onLoad({ filter: /tabler\.css$/ }, async ({ path }) => {
      return { contents: onlyLight(await readFile(path, "utf8")), loader: "css" };
    });
  },
};

async function scriptsAndStyles() {
  await build({
    absWorkingDir: here,
    entryPoints: ["app.js", "editor.js", "charts.js", "app.css"].map((name) => `src/${name}`),
    outdir: out,
    bundle: true,
    minify: true,
    sourcemap: false,
    format: "iife",
    target: ["chrome111", "firefox115", "safari16.4"],
    charset: "utf8",
    legalComments: "eof", // the licences of what is bundled ask for their notice to stay
    loader: { ".svg": "text" },
    plugins: [lightOnly],
    logLevel: "warning",
  });
}

// One file with a <symbol> per icon; a page shows one by <svg class="icon"><use href="…/icons.svg#check"/></svg>.
async function iconSprite() {
  const symbols = await Promise.all(
    ICONS.map(async (name) => {
      const svg = await readFile(require.resolve(`@tabler/icons/outline/${name}.svg`), "utf8");
      const body = svg
        .replace(/<!--[\s\S]*?-->/g, "")
        .replace(/^[\s\S]*?<svg[^>]*>/, "")
        .replace("</svg>", "")
        .replace(/<path stroke="none"[^>]*\/>/, "") // the invisible frame of each drawing
        .replace(/\s+/g, " ")
        .trim();
      return (
        `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
        `stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`
      );
    }),
  );
  const notice = "<!-- Tabler Icons, MIT licence, Copyright (c) 2020-2026 Paweł Kuna -->";
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${notice}\n${symbols.join("\n")}\n</svg>\n`;
  await writeFile(path.join(out, "icons.svg"), sprite);
}

// Built beside and put over the old files one by one: a server that is running always finds a whole file.
const place = out;
out = `${place}.new`;
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await scriptsAndStyles();
await iconSprite();
await copyFile(path.join(here, "src/icon.svg"), path.join(out, "icon.svg"));
await mkdir(place, { recursive: true });
const made = await readdir(out);
for (const name of made) await rename(path.join(out, name), path.join(place, name));
for (const name of await readdir(place)) if (!made.includes(name)) await rm(path.join(place, name), { recursive: true });
await rm(out, { recursive: true });
