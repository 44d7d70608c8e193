import { expect, test } from 'vitest';
import { uuid } from '../../src/base/uuid.js';

test('ids are UUIDs of version 4, each another one', () => {
  const ids = Array.from({ length: 2000 }, uuid);
  for (const id of ids)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
  // Every digit that may vary does.
  for (let i = 0; i < 36; i++) {
    if ([8, 13, 14, 18, 23].includes(i)) continue;
    expect(new Set(ids.map((id) => id[i])).size).toBe(i === 19 ? 4 : 16);
  }
});
