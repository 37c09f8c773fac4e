// Bundles the client into static/bundle/. Names stay plain: Django's manifest storage adds the hashes.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

const outdir = 'static/bundle';

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: { lab: 'visualizer/client/main.ts', site: 'visualizer/client/styles/site.css' },
  outdir,
  bundle: true,
  format: 'esm',
  target: ['es2022', 'chrome111', 'firefox115', 'safari16.4'],
  minify: true,
  sourcemap: true,
  loader: { '.woff2': 'file' },
  assetNames: '[name]',
  logLevel: 'info',
});
