import { expect, test } from 'vitest';
import { packed, unpacked } from '../../src/loading/pack.js';

const blocks = new Map([
  ['common-1a2b.cjs', Buffer.from('twelve bytes')],
  ['empty.cjs', Buffer.alloc(0)],
  ['list-3c4d.cjs', Buffer.from([0, 1, 2, 255, 254])],
]);
const pack = packed(blocks);

test('what was packed comes back', () => {
  expect(unpacked(pack)).toEqual(blocks);
  expect(unpacked(packed(new Map()))).toEqual(new Map());
});

test('every block begins where V8 need not copy it', () => {
  const starts = [...(unpacked(pack)?.values() ?? [])].map(
    (block) => (block.byteOffset - pack.byteOffset) % 8,
  );
  expect(starts).toEqual([0, 0, 0]);
});

test('whichever byte is damaged, nothing comes back', () => {
  const survivors = [...pack.keys()].filter((i) => {
    const damaged = Buffer.from(pack);
    damaged[i] = (damaged[i] ?? 0) ^ 0x10;
    return unpacked(damaged) !== undefined;
  });
  expect(survivors).toEqual([]);
});

test('nothing comes back from the first part of a pack', () => {
  const lengths = [...pack.keys()].filter((length) => unpacked(pack.subarray(0, length)) !== undefined);
  expect(lengths).toEqual([]);
});
