import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file } from '../../support/workdir.js';

const plain = { 'content-type': 'text/plain' };

describe('test files', () => {
  const tests = (expected: string) =>
    file(
      `tests:\n  - turns:\n      - user: When are you open?\n        expect:\n          - ${expected}\n`,
      'tests.yaml',
    );

  test.each(['regex', 'not_regex'])(
    'a %s that never terminates fails its test and says why',
    async (kind) => {
      const api = await emulator();
      api.next('POST /chat', { body: `${'a'.repeat(60)}!`, headers: plain });
      const { code, out, err } = await run(['tests', 'run', tests(`${kind}: ^(a+)+$`)], { env: api.env });
      expect([code, out + err]).toEqual([3, expect.stringContaining('timed out after 1 s')]);
    },
  );

  test('patterns that terminate are evaluated as usual', async () => {
    const api = await emulator();
    const judge = async (expected: string) =>
      (await run(['tests', 'run', tests(expected)], { env: api.env })).code;
    expect(await judge(`'regex: ^We .*\\.$'`.slice(1, -1))).toBe(0);
    expect(await judge('not_regex: sorry')).toBe(0);
    expect(await judge('not_regex: open')).toBe(3);
  });

  const multiplied = Array.from(
    { length: 9 },
    (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]`,
  );
  test.each([
    ['aliases of aliases', `a0: &a0 [x]\n${multiplied.join('\n')}\ntests: *a9\n`],
    ['nested lists', `tests: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`],
    ['unclosed lists', `tests: ${'['.repeat(1_000_000)}`],
    [
      'lines with ever deeper indentation',
      `tests:\n${Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}- `).join('\n')}`,
    ],
  ])('%s are refused with exit code 2', async (_, text) => {
    const api = await emulator();
    const { code, err } = await run(['tests', 'run', file(text, 'tests.yaml')], { env: api.env });
    expect([code, err]).toEqual([2, expect.stringContaining('tests.yaml')]);
    expect(err).not.toContain('Internal error in cbase');
  });
});
