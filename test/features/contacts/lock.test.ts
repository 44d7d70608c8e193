import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../../src/main.js';
import { batches, small } from '../../support/contacts.js';
import { emulator, heldIds, type TestEmulator } from '../../support/emulator.js';
import { importing, type Place, place } from '../../support/import-runs.js';
import { type Ran, run, testIo } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

describe('one at a time', () => {
  const holder = (home: string) => {
    const locks = join(home, '.local/state/cbase/locks');
    const [bot = ''] = readdirSync(locks);
    return join(locks, bot, 'all');
  };

  /** Does something while an import is sending its first batch. */
  async function during(
    api: TestEmulator,
    at: Place,
    deed: (io: ReturnType<typeof testIo>) => unknown,
  ): Promise<number> {
    const io = testIo({ env: api.env, home: at.home });
    const original = api.log.add.bind(api.log);
    let isFirst = true;
    const waits: unknown[] = [];
    api.log.add = (request, raw, body) => {
      if (request.method === 'POST' && isFirst) {
        isFirst = false;
        waits.push(deed(io));
      }
      return original(request, raw, body);
    };
    const code = await main(['contacts', 'import', at.path, '--report', at.directory, ...small], io);
    await Promise.all(waits);
    return code;
  }

  test('F-1 a second import into the bot exits 8 and names the first', async () => {
    const [api, at] = [await emulator({ latencyMs: 100 }), place()];
    let second: Ran | undefined;
    const code = await during(api, at, async () => {
      second = await importing(api, { ...at, directory: `${workdir()}/second` });
    });
    expect([code, second?.code, second?.err]).toEqual([
      0,
      8,
      expect.stringMatching(/Another run is active for this bot: \S+ \(process \d+ on test/),
    ]);
    expect([(await heldIds(api)).length, existsSync(holder(at.home))]).toEqual([30, false]);
  });

  test('F-2 imports into two bots do not block each other', async () => {
    const [api, at] = [await emulator({ latencyMs: 100 }), place()];
    await api.ask('POST', '/create-chatbot', { chatbotName: 'Other' });
    let second: Ran | undefined;
    const code = await during(api, at, async () => {
      second = await run(['contacts', 'import', at.path, '--bot', 'Other', '--report', `${workdir()}/r`], {
        env: api.env,
        home: at.home,
        nowMs: 1_800_000_100_000,
      });
    });
    expect([code, second?.code]).toEqual([0, 0]);
  });

  test('F-4 the lock of a process that is dead, or silent for long, is taken over with a notice', async () => {
    for (const made of [
      { pid: 999_999_999, host: 'test' },
      { pid: process.pid, host: 'test', old: true },
      { pid: 1, host: 'elsewhere', old: true },
    ]) {
      const [api, at] = [await emulator(), place()];
      expect((await importing(api, { ...at, directory: `${workdir()}/first` })).code).toBe(0);
      const lock = holder(at.home);
      writeFileSync(lock, JSON.stringify({ token: 't', run: 'earlier', ...made }));
      const seconds = 1_800_000_000 - (made.old ? 3600 : 0);
      utimesSync(lock, seconds, seconds);
      const { code, err } = await importing(api, at);
      expect([code, err]).toEqual([
        0,
        expect.stringMatching(/Run earlier .* exited unexpectedly; taking over its lock/),
      ]);
    }
  });

  test('F-4 a recently refreshed lock of another machine is respected', async () => {
    const [api, at] = [await emulator(), place()];
    await importing(api, { ...at, directory: `${workdir()}/first` });
    writeFileSync(holder(at.home), JSON.stringify({ token: 't', run: 'far', pid: 1, host: 'elsewhere' }));
    utimesSync(holder(at.home), 1_800_000_000 - 60, 1_800_000_000 - 60);
    api.log.clear();
    expect((await importing(api, at)).code).toBe(8);
    expect(api.seen(batches)).toEqual([]);
  });

  test('D-8 a suspended run that lost its lock sends nothing after it wakes up, and exits 8', async () => {
    const [api, at] = [await emulator({ latencyMs: 30 }), place()];
    const code = await during(api, at, () => {
      writeFileSync(holder(at.home), JSON.stringify({ token: 'other', run: 'later', pid: 1, host: 'test' }));
    });
    expect([code, api.seen(batches).length]).toEqual([8, 1]);
    // The outcome of the first batch is recorded, and the lock of the other run is left alone.
    expect(readFileSync(holder(at.home), 'utf8')).toContain('"other"');
  });
});
