// Bundles the client into static/bundle/. Names stay plain: Django's manifest storage adds the hashes.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { unpackListing } from './unpack-listing.mjs';

const outdir = 'static/bundle';

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: [
    ...[
      'board',
      'compare',
      'dates',
      'embed',
      'image',
      'lab',
      'operation',
      'quiz',
      'sandbox',
      'shared',
      'start',
      'writing',
    ].map((page) => `visualizer/client/pages/${page}.ts`),
    'visualizer/client/embed/layerlab-recording.ts',
    'visualizer/client/listing-worker.ts',
    'visualizer/client/styles/site.css',
  ],
  entryNames: '[name]',
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['es2022', 'chrome111', 'firefox115', 'safari16.4'],
  minify: true,
  charset: 'utf8',
  sourcemap: true,
  loader: { '.woff2': 'file' },
  assetNames: '[name]',
  chunkNames: '[name]-[hash]',
  logLevel: 'info',
});
// What the start page replays: a recording with its listings unpacked, in the order of its layers.
const { note, recorded_at, events, listings } = JSON.parse(
  await readFile('tests/recordings/one-line-changed.json', 'utf8'),
);
const layers = events.filter(({ type }) => type === 'layer_recorded');
const files = layers.map(({ chain_id }) => unpackListing(listings[chain_id]));
await writeFile(`${outdir}/recording.json`, JSON.stringify({ note, recorded_at, events, files }));
