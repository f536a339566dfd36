// Builds what the browser gets: one style sheet, one small script for all pages, one for the diagram.
// Names carry a hash of the content (cached for a year); static/manifest.json tells the server the names.
// Knows esbuild and webforms/assets. It builds when it is imported: tools/build.mjs imports it, `node` alone runs it.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build as esbuild } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const from = path.join(root, "webforms", "assets");
const to = path.join(root, "webforms", "static");
const KEPT = 3;
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

// beside first, then in its place: a running server never reads half a file
async function put(name, content) {
  const beside = path.join(to, `${name}.${process.pid}.new`);
  await writeFile(beside, content);
  await rename(beside, path.join(to, name));
}

async function putBoth(name, content) {
  await put(name, content);
  await put(`${name}.gz`, gzipSync(content, { level: 9 }));
}

async function build() {
  await mkdir(to, { recursive: true });
  const manifest = {};
  for (const name of entries) {
    const content = await compile(name);
    manifest[name] = hashed(name, content);
    await putBoth(manifest[name], content);
  }
  const icon = await readFile(path.join(from, "icon.svg"));
  manifest["icon.svg"] = hashed("icon.svg", icon);
  await putBoth(manifest["icon.svg"], icon);
  await put("manifest.json", JSON.stringify(manifest, null, 2));
  await sweep(await remember(Object.values(manifest)));
}

// which files each of the last builds made, the newest first; a build that made the same as the last counts once
async function remember(names) {
  const earlier = await readFile(path.join(to, "builds.json"), "utf8").then(JSON.parse, () => []);
  const builds = [names, ...earlier.filter((one) => JSON.stringify(one) !== JSON.stringify(names))].slice(0, KEPT);
  await put("builds.json", JSON.stringify(builds, null, 2));
  return new Set([...builds.flat(), "manifest.json", "builds.json"]);
}

// a server that runs, and a page that stands open, still ask for the files of the builds before this one
async function sweep(kept) {
  for (const file of await readdir(to)) {
    // `.new`: another build is writing it
    if (!kept.has(file.replace(/\.gz$/, "")) && !file.endsWith(".new")) await rm(path.join(to, file), { force: true });
  }
}

await build();
