import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { load } from '../../src/loading/load.js';
import { workdir } from '../support/workdir.js';

/** Loads `start.cjs` of a bundle of these files, without compiled code. */
function loaded(files: Readonly<Record<string, string>>): unknown {
  const dist = workdir();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dist, name), text);
  const host = { ...process, env: { NODE_DISABLE_COMPILE_CACHE: '1' }, once: () => process };
  return load('start.cjs', { dist, host, require: createRequire(import.meta.url) });
}

test('chunks and modules of Node are required, each chunk once', () => {
  const exports = loaded({
    'start.cjs': `exports.first = require('./b-1.cjs'); exports.again = require('./b-1.cjs');
      exports.join = require('node:path').join('a', 'b'); exports.name = __filename.endsWith('start.cjs');`,
    'b-1.cjs': `exports.a = require('./a-1.cjs');`,
    'a-1.cjs': `module.exports = 5;`,
  }) as { readonly first: unknown; readonly again: unknown };
  expect(exports).toMatchObject({ first: { a: 5 }, join: join('a', 'b'), name: true });
  expect(exports.again).toBe(exports.first);
});

test('chunks that require each other see what is there so far, as in Node', () => {
  const start = `exports.early = 1; exports.seen = require('./other.cjs').seen; exports.late = 2;`;
  const other = `exports.seen = { ...require('./start.cjs') };`;
  expect(loaded({ 'start.cjs': start, 'other.cjs': other })).toEqual({
    early: 1,
    seen: { early: 1 },
    late: 2,
  });
});

test('half of a chunk that threw does not pass for the whole', () => {
  const start = `const tries = [];
    for (let i = 0; i < 3; i++) try { tries.push(require('./b.cjs').whole) } catch (error) { tries.push(error.message) }
    module.exports = tries;`;
  const b = `exports.half = true; globalThis.cbaseTries = (globalThis.cbaseTries ?? 0) + 1;
    if (globalThis.cbaseTries < 3) throw new Error('not yet'); exports.whole = true;`;
  expect(loaded({ 'start.cjs': start, 'b.cjs': b })).toEqual(['not yet', 'not yet', true]);
});

test('a stack trace names the lines of the chunk', () => {
  const { fails } = loaded({
    'start.cjs': `exports.fails = () => {\n  throw new Error('here');\n};`,
  }) as { readonly fails: () => void };
  expect(fails).toThrow(expect.objectContaining({ stack: expect.stringMatching(/start\.cjs:2:9/) }));
});
