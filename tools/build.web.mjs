// Builds what the browser gets: one style sheet, one small script for all pages, one for the diagram.
// Names carry a hash of the content (cached for a year); static/manifest.json tells the server the names.
// Knows esbuild and webforms/assets. It builds when it is imported: tools/build.mjs imports it, `node` alone runs it.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build as esbuild } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const from = path.join(root, "webforms", "assets");
const to = path.join(root, "webforms", "static");
const entries = ["app.css", "app.js", "diagram.js", "diagram.css"];

async function compile(name) {
  const result = await esbuild({
    entryPoints: [path.join(from, name)],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022", "chrome111", "firefox115", "safari16.4"],
    supported: { nesting: true },
    loader: { ".svg": "dataurl", ".woff": "empty", ".woff2": "empty", ".ttf": "empty", ".eot": "empty" },
    legalComments: "eof",
    logLevel: "warning",
  });
  return Buffer.from(result.outputFiles[0].contents);
}

function hashed(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const { name: stem, ext } = path.parse(name);
  return `${stem}.${hash}${ext}`;
}

async function put(name, content) {
  await writeFile(path.join(to, name), content);
  await writeFile(path.join(to, `${name}.gz`), gzipSync(content, { level: 9 }));
}

async function build() {
  await mkdir(to, { recursive: true });
  const manifest = {};
  for (const name of entries) {
    const content = await compile(name);
    manifest[name] = hashed(name, content);
    await put(manifest[name], content);
  }
  const icon = await readFile(path.join(from, "icon.svg"));
  manifest["icon.svg"] = hashed("icon.svg", icon);
  await put(manifest["icon.svg"], icon);
  await writeFile(path.join(to, "manifest.json"), JSON.stringify(manifest, null, 2));
  await sweep(new Set(Object.values(manifest)));
}

// files of earlier builds go last, so that a running server always finds what its manifest names
async function sweep(current) {
  for (const file of await readdir(to)) {
    if (file !== "manifest.json" && !current.has(file.replace(/\.gz$/, ""))) await rm(path.join(to, file));
  }
}

await build();
