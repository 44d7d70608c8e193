import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { isInstalled } from '../../support/programs.js';
import { onScreen } from '../../support/screen.js';
import { workdir } from '../../support/workdir.js';

/** A pager that keeps what it was given, and with which environment. */
function spy() {
  const directory = workdir();
  const program = join(directory, 'spy');
  writeFileSync(
    program,
    `#!/bin/sh\necho "$@" > '${directory}/argv'\nenv > '${directory}/env'\ncat > '${directory}/text'\necho PAGED\n`,
  );
  chmodSync(program, 0o755);
  const kept = (name: string) =>
    existsSync(join(directory, name)) ? readFileSync(join(directory, name), 'utf8') : undefined;
  return { program, kept };
}

const whole = ['contacts', 'import', '--help', '--all'];

describe('long help on a terminal', () => {
  test('is shown by the program in CBASE_PAGER, with its arguments and without the key', async () => {
    const { program, kept } = spy();
    const env = {
      CBASE_PAGER: `${program} -x  $(touch pwned)`,
      PAGER: 'false',
      CHATBASE_API_KEY: 'secret-key-4711',
      CBASE_REDACT_KEY: 'secret-salt-4711-0001',
    };
    const cwd = workdir();
    const at = onScreen(whole, { env, cwd });
    expect(await at.exit).toBe(0);
    expect(await at.seen()).toBe('PAGED');
    expect(kept('argv')).toBe('-x $(touch pwned)\n');
    expect(kept('text')).toBe((await cli(whole)).out);
    expect(kept('env')).not.toMatch(/secret|4711/);
    expect(existsSync(join(cwd, 'pwned'))).toBe(false);
  });

  test('at a width that the build has not rendered is shown by it as well', async () => {
    const { program, kept } = spy();
    const at = onScreen(whole, { env: { PAGER: program, CHATBASE_API_KEY: 'secret-key-4711' }, columns: 90 });
    expect([await at.exit, await at.seen()]).toEqual([0, 'PAGED']);
    expect(kept('text')).toContain('Usage: cbase contacts import');
    expect(kept('env')).not.toContain('4711');
  });

  test.each([
    ['that does not exist', 'no-such-pager-anywhere', 80],
    ['that fails', 'false', 80],
    ['that does not exist, at another width', 'no-such-pager-anywhere', 90],
  ])('with a pager %s is printed', async (_, PAGER, columns) => {
    const at = onScreen(whole, { env: { PAGER }, columns });
    expect(await at.exit).toBe(0);
    expect(await at.seen()).toContain('Usage: cbase contacts import');
  });

  test('is printed with --no-pager, and if it fits on the screen', async () => {
    const { program, kept } = spy();
    const long = onScreen([...whole, '--no-pager'], { env: { PAGER: program } });
    expect([await long.exit, await long.seen()]).toEqual([0, expect.stringContaining('Usage:')]);
    const short = onScreen(['bots', 'list', '--help'], { env: { PAGER: program }, rows: 40 });
    expect([await short.exit, await short.seen()]).toEqual([0, expect.stringContaining('Usage:')]);
    expect(kept('argv')).toBeUndefined();
  });

  test('in a pipe is printed', async () => {
    const { program, kept } = spy();
    const { code, out } = await cli(whole, { env: { PAGER: program, CBASE_PAGER: program } });
    expect([code, out.startsWith('Usage:'), kept('argv')]).toEqual([0, true, undefined]);
  });

  test.skipIf(!isInstalled('less', 'the usual pager is not tried'))(
    'q and Ctrl-C are harmless in less',
    async () => {
      for (const columns of [80, 90]) {
        const at = onScreen(whole, { columns });
        await at.until('Usage: cbase contacts import');
        await at.until(/^:$/m);
        at.type('\u0003');
        at.type('\u0003');
        at.type('G');
        await at.until('cbase help flags');
        at.type('q');
        expect(await at.exit).toBe(0);
      }
    },
  );
});
