// Builds every bundle of the product: `npm run build`.
//
// Knows esbuild and nothing of what is built: each `tools/build.*.mjs` beside this file exports `bundles`, a list of
// esbuild options (paths from the repository's root), and may export `copies`, a list of [from, to] files. A new
// bundle is a new such file or a new line in one; this file stays as it is.

import { cp, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

const tools = dirname(fileURLToPath(import.meta.url));
const root = dirname(tools);

const parts = (await readdir(tools)).filter((name) => /^build\..+\.mjs$/.test(name)).sort();

for (const part of parts) {
  const { bundles = [], copies = [] } = await import(pathToFileURL(join(tools, part)));

  for (const options of bundles) {
    await build({ bundle: true, absWorkingDir: root, logLevel: 'warning', legalComments: 'eof', ...options });
    console.log(`built ${options.outfile ?? options.outdir}`);
  }

  for (const [from, to] of copies) {
    await mkdir(dirname(join(root, to)), { recursive: true });
    await cp(join(root, from), join(root, to), { recursive: true });
    console.log(`copied ${to}`);
  }
}
