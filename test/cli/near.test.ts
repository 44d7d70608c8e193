import { describe, expect, test } from 'vitest';
import { isNear, nearTo } from '../../src/cli/near.js';

describe('a mistyped word', () => {
  test.each([
    ['botz', 'bots'],
    ['contcts', 'contacts'],
    ['improt', 'import'],
    ['--fromat', '--format'],
    ['--max-reject', '--max-rejects'],
    ['--tempreture', '--temperature'],
    ['lst', 'list'],
    ['BOTS', 'bots'],
  ])('%s is near to %s', (typed, known) => {
    expect(isNear(typed, known)).toBe(true);
  });

  test.each([
    ['--update', '--rate'],
    ['--state', '--rate'],
    ['set', 'get'],
    ['lst', 'ls'],
    ['--lemon', '--local'],
    ['push', 'list'],
    ['', 'ls'],
  ])('%s is not near to %s', (typed, known) => {
    expect(isNear(typed, known)).toBe(false);
  });

  test('is completed if it is the beginning of a word', () => {
    expect(nearTo('cont', ['contacts', 'convos', 'cent'])).toEqual(['contacts']);
    expect(nearTo('co', ['contacts', 'convos'])).toEqual([]);
    expect(nearTo('lest', ['list', 'test', 'get'])).toEqual(['list', 'test']);
  });
});
