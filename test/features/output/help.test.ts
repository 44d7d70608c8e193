import { describe, expect, test } from 'vitest';
import { run } from '../../support/io.js';

describe('help', () => {
  test('help for a command in a group is that of the command', async () => {
    const [long, short] = [await run(['help', 'bots', 'list']), await run(['bots', 'list', '--help'])];
    expect([long.code, long.out]).toEqual([0, short.out]);
    expect(long.out).toContain('Usage: cbase bots list');
  });

  test.each([
    ['botz', 'Did you mean bots?'],
    ['login', 'Did you mean cbase auth login?'],
    ['import', 'Did you mean cbase contacts import?'],
    ['bots lst', 'Did you mean list?'],
    ['bots list --formt json', 'Did you mean --format?'],
    ['bots list --quiet=1', '--quiet takes no value. Omit the value'],
    ['contacts list extra words', 'too many arguments'],
  ])('%s: %s', async (line, words) => {
    const { code, out, err } = await run(line.split(' '));
    expect([code, out]).toEqual([2, '']);
    expect(err.toLowerCase()).toContain(words.toLowerCase());
  });

  test('S-2 an argument that looks like a key is not printed', async () => {
    const key = '0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f';
    for (const argv of [
      [key],
      ['auth', key],
      ['bots', 'list', `--key=${key}`],
      ['bots', 'list', `-k${key}`],
    ]) {
      const { code, out, err } = await run([...argv, '--json'], { env: { CBASE_DEBUG: '1' } });
      expect([code, `${out}${err}`.includes(key.slice(0, 13))]).toEqual([2, false]);
    }
  });
});
