// Builds what is shipped: CommonJS in split chunks, one lazy chunk per command. See docs/decisions/0011.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { chunkGroups } from './chunks.mjs';
import { renderHelp } from './help.mjs';
import { thirdPartyLicenses } from './licenses.mjs';
import { writeManual } from './manual.mjs';
import { setModes } from './modes.mjs';

const root = join(import.meta.dirname, '..');

/** Modules of Node that take a millisecond or more to load and that most commands do not use. */
const slowBuiltins = [
  ...['child_process', 'crypto', 'fs/promises', 'http', 'https', 'os', 'readline', 'tls', 'zlib'],
].map((name) => `node:${name}`);

/** Loads these modules when one of their exports is first used, instead of at the start. */
const lazyBuiltins = {
  name: 'lazy-builtins',
  resolveId(id, importer) {
    if (importer?.startsWith('\0lazy:')) return { id, external: true };
    const name = id.startsWith('node:') ? id : `node:${id}`;
    return slowBuiltins.includes(name) ? `\0lazy:${name}` : null;
  },
  load(id) {
    if (!id.startsWith('\0lazy:')) return null;
    const name = id.slice('\0lazy:'.length);
    const keys = Object.keys(process.getBuiltinModule(name)).filter((key) => key !== 'default');
    return `let loaded;
for (const key of ${JSON.stringify(keys)})
  Object.defineProperty(exports, key, { enumerable: true, get: () => (loaded ??= require('${name}'))[key] });`;
  },
};

/** What is shipped, the file that loads it, and what only the build and the tests run. */
const builds = {
  program: { start: 'src/start.ts' },
  help: { help: 'src/help/show.ts' },
  loader: { load: 'src/loading/load.ts' },
  tools: { tools: 'build/tools.ts' },
};

async function bundled(dir, input, { isWhole = false, plugins = [lazyBuiltins] } = {}) {
  const bundle = await rolldown({
    cwd: root,
    input,
    platform: 'node',
    // Optional: they are loaded from where cbase is installed, if they are there.
    external: ['jq-wasm', 'pdfkit', 'read-excel-file/node', 'unpdf', /^@modelcontextprotocol\/sdk\//],
    plugins,
  });
  const { output } = await bundle.write({
    dir: join(root, dir),
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    cleanDir: !isWhole,
    sourcemap: true,
    keepNames: true,
    // Node reads ASCII faster, and keeps it in half the memory.
    charset: 'ascii',
    codeSplitting: isWhole ? false : { groups: chunkGroups(root, input) },
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  });
  return output;
}

/**
 * Lets Node import the packages that are not bundled: what `vm.Script` has compiled cannot, without a warning on stderr. The new name is as
 * long as `import`, and its function stands at the end, so that the source map stays right.
 */
function importThroughNode(dir) {
  const importFile = 'import.cjs';
  writeFileSync(join(dir, importFile), 'exports.importPackage = (name) => import(name);\n');
  for (const name of readdirSync(dir).filter((name) => name.endsWith('.cjs') && name !== importFile)) {
    const path = join(dir, name);
    const code = readFileSync(path, 'utf8');
    const text = code.replaceAll(/\bimport(?=\([`'"])/g, 'Import');
    if (text === code) continue;
    if (/\bImport\b/.test(code)) throw new Error(`${name} has an Import of its own`);
    const helper = `function Import(name){return require("./${importFile}").importPackage(name)}`;
    const end = text.lastIndexOf('\n//# sourceMappingURL=');
    writeFileSync(path, `${text.slice(0, end)}\n${helper}${text.slice(end)}`);
  }
}

/** Source maps name the lines of a stack trace (CBASE_DEBUG=1); the sources themselves are not shipped. */
function leanMaps(dir) {
  for (const name of readdirSync(dir).filter((name) => name.endsWith('.map'))) {
    const { sourcesContent: _, ...map } = JSON.parse(readFileSync(join(dir, name), 'utf8'));
    writeFileSync(join(dir, name), JSON.stringify(map));
  }
}

const shipped = await bundled('dist', builds.program);
await bundled('dist', builds.help, { isWhole: true });
// What it takes of Node is needed by every command.
await bundled('dist', builds.loader, { isWhole: true, plugins: [] });
leanMaps(join(root, 'dist'));
importThroughNode(join(root, 'dist'));
copyFileSync(join(root, 'node_modules/chart.js/dist/chart.umd.min.js'), join(root, 'dist/chart.js'));
const modules = shipped.flatMap((chunk) => Object.keys(chunk.modules ?? {}));
const chart = join(root, 'node_modules/chart.js/package.json');
writeFileSync(join(root, 'THIRD-PARTY-LICENSES'), thirdPartyLicenses([...modules, chart]));
await bundled('build/out', builds.tools);
const { default: tools } = await import('./out/tools.cjs');
await renderHelp(root, tools);
await writeManual(root, tools);
setModes(root);
