import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startCli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { workdir } from '../../support/workdir.js';

describe('locks', () => {
  /** Starts a second export while the first waits for its list: of the same state, or to the same file. */
  const second = async (ifLocked: string, state: readonly string[]) => {
    const [api, home, where] = [await emulator(), workdir(), workdir()];
    const env = { ...api.env, HOME: home };
    api.next('GET /get-leads', { delayMs: 1500 });
    const [one, other] = state.length === 0 ? ['l.csv', 'l.csv'] : ['first.csv', 'second.csv'];
    const argv = (name: string) => ['leads', 'export', ...state, '--force', '--out', join(where, name)];
    const first = startCli(argv(one), { env });
    while (api.seen('GET /get-leads').length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    // However long the second takes to start, the first has not ended by then.
    first.kill('SIGSTOP');
    const beside = startCli([...argv(other), '--if-locked', ifLocked], { env });
    let said = '';
    await new Promise<void>((resolve) => {
      beside.stderr?.on('data', (text) => {
        said += text;
        if (said.includes('; waiting for it to finish')) resolve();
      });
      void beside.then(() => resolve());
    });
    first.kill('SIGCONT');
    const { exitCode: code, stderr } = await beside;
    expect((await first).exitCode).toBe(0);
    return { code, err: String(stderr), names: readdirSync(where).filter((name) => name.endsWith('.csv')) };
  };

  test.each([
    ['a state', ['--state', 's'], 'the state s', 'second.csv'],
    ['a file', [], '', 'l.csv'],
  ] as const)(
    'F-7 of two runs sharing %s, the second waits, is skipped, or exits 8, depending on --if-locked',
    async (_, state, what, name) => {
      const pattern = new RegExp(`Another run is active for .*${what}.*: leads export \\(process \\d+ on `);
      expect(await second('fail', state)).toMatchObject({ code: 8, err: expect.stringMatching(pattern) });
      expect(await second('skip', state)).toMatchObject({
        code: 0,
        err: expect.stringContaining('; skipped'),
      });
      const waited = await second('wait', state);
      expect(waited).toMatchObject({ code: 0, err: expect.stringContaining('; waiting for it to finish') });
      expect(waited.names).toContain(name);
    },
  );
});
