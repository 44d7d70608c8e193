import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPack, packed } from '../../src/loading/pack.js';
import { workdir } from '../support/workdir.js';

const blocks = new Map([
  ['common-1a2b.cjs', Buffer.from('twelve bytes')],
  ['empty.cjs', Buffer.alloc(0)],
  ['list-3c4d.cjs', Buffer.from([0, 1, 2, 255, 254])],
]);
const pack = packed(blocks);

/** The blocks that a file with these bytes gives, whole or not at all; `undefined` if it is not a pack. */
function blocksIn(
  bytes: Uint8Array,
  file = join(workdir(), 'pack'),
): ReadonlyMap<string, Buffer> | undefined {
  writeFileSync(file, bytes);
  const opened = openPack(file);
  if (opened === undefined) return undefined;
  const read = [...opened.names].map((name) => [name, opened.block(name)] as const);
  return new Map(read.filter((entry): entry is readonly [string, Buffer] => entry[1] !== undefined));
}

test('what was packed comes back', () => {
  expect(blocksIn(pack)).toEqual(blocks);
  expect(blocksIn(packed(new Map()))).toEqual(new Map());
});

test('an index longer than the first read comes back', () => {
  const many = new Map(Array.from({ length: 500 }, (_, i) => [`chunk-${i}.cjs`, Buffer.from(String(i))]));
  expect(blocksIn(packed(many))).toEqual(many);
});

test('there is no block of another name', () => {
  const file = join(workdir(), 'pack');
  writeFileSync(file, pack);
  expect(openPack(file)?.block('gone.cjs')).toBeUndefined();
});

test('every block begins where V8 need not copy it', () => {
  const starts = [...(blocksIn(pack)?.values() ?? [])].map((block) => block.byteOffset % 8);
  expect(starts).toEqual([0, 0, 0]);
});

test('whichever byte is damaged, no block comes back that differs', () => {
  const file = join(workdir(), 'pack');
  for (const i of pack.keys()) {
    const damaged = Buffer.from(pack);
    damaged[i] = (damaged[i] ?? 0) ^ 0x10;
    const read = blocksIn(damaged, file) ?? new Map<string, Buffer>();
    expect(read.size).toBeLessThan(blocks.size);
    for (const [name, block] of read) expect(block).toEqual(blocks.get(name));
  }
});

test('the first part of a pack gives the blocks that it has, and no other', () => {
  const file = join(workdir(), 'pack');
  for (const length of pack.keys()) {
    const read = blocksIn(pack.subarray(0, length), file) ?? new Map<string, Buffer>();
    expect(read.has('list-3c4d.cjs')).toBe(false);
    for (const [name, block] of read) expect(block).toEqual(blocks.get(name));
  }
});
