import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Claim, takeLease } from '../../src/config/lease.js';
import { lockDeps } from '../support/lock-deps.js';
import { workdir } from '../support/workdir.js';

function claimIn(directory: string, more: Partial<Claim> = {}): Claim & { readonly notices: string[] } {
  const notices: string[] = [];
  const onNotice = (text: string) => void notices.push(text);
  return {
    directory,
    name: 'all',
    isRival: () => true,
    run: 'run-1',
    what: 'the bot',
    onNotice,
    notices,
    ...more,
  };
}

/** A directory in which another run holds a lease, last heard of so long ago. */
function heldBy(holder: string, agoMs: number, name = 'all'): string {
  const directory = workdir();
  writeFileSync(join(directory, name), holder);
  const heard = (Date.now() - agoMs) / 1000;
  utimesSync(join(directory, name), heard, heard);
  return directory;
}

const holder = (pid: number, host: string) =>
  JSON.stringify({ token: 't', pid, host, run: 'run-0', since: 'then' });

describe('a lease', () => {
  test('names its holder while it lasts, and is gone when it is released, once or twice', async () => {
    const [directory, deps] = [workdir(), lockDeps()];
    const lease = await takeLease(claimIn(directory), deps);
    expect(JSON.parse(readFileSync(join(directory, 'all'), 'utf8'))).toEqual({
      token: 'uuid-1',
      pid: 1,
      host: 'here',
      run: 'run-1',
      since: new Date(deps.now()).toISOString(),
    });
    await lease.check();
    await lease.release();
    await lease.release();
    expect([readdirSync(directory), deps.heartbeats()]).toEqual([[], 0]);
  });

  test('is heard of at every heartbeat and every check', async () => {
    const [directory, deps] = [workdir(), lockDeps()];
    const lease = await takeLease(claimIn(directory), deps);
    const heard = () => Math.round(statSync(join(directory, 'all')).mtimeMs);
    deps.advance(20_000);
    await lease.check();
    expect(heard()).toBe(deps.now());
    deps.advance(20_000);
    deps.beat();
    await expect.poll(heard, { interval: 1 }).toBe(deps.now());
    await lease.release();
  });

  test('that another run took over is noticed by the check, and left alone', async () => {
    const [directory, deps] = [workdir(), lockDeps()];
    const lease = await takeLease(claimIn(directory), deps);
    writeFileSync(join(directory, 'all'), holder(9, 'there'));
    await expect(lease.check()).rejects.toMatchObject({
      kind: 'locked',
      message: expect.stringContaining('run-0'),
    });
    await lease.release();
    expect(existsSync(join(directory, 'all'))).toBe(true);
  });

  test('whose file is gone is lost', async () => {
    const [directory, deps] = [workdir(), lockDeps()];
    const lease = await takeLease(claimIn(directory), deps);
    await lease.release();
    await expect(lease.check()).rejects.toMatchObject({ kind: 'locked' });
  });
});

describe('a lease that another run holds', () => {
  test.each([
    ['a dead process of this machine', holder(9, 'here'), 0, true],
    ['a living process of this machine', holder(1, 'here'), 29_000, false],
    ['a living process that was not heard of for 30 s', holder(1, 'here'), 31_000, true],
    ['another machine', holder(9, 'there'), 31_000, false],
    ['another machine that was not heard of for 120 s', holder(9, 'there'), 121_000, true],
    ['another machine, heard of in the future', holder(9, 'there'), -121_000, true],
    ['a file whose writer was killed', '{"token": "x", "pi', 0, true],
    ['a file whose writer was killed before it wrote', '', 0, true],
  ])('%s: it is taken over: %s', async (_, held, agoMs, isTaken) => {
    const directory = heldBy(held, agoMs);
    const claim = claimIn(directory);
    const taking = takeLease(claim, lockDeps());
    if (!isTaken) {
      await expect(taking).rejects.toMatchObject({
        kind: 'locked',
        message: expect.stringContaining('the bot'),
      });
      expect(readFileSync(join(directory, 'all'), 'utf8')).toBe(held);
    } else await (await taking).release();
    expect(claim.notices.length).toBe(isTaken ? 1 : 0);
  });

  test('names the run, its process and its machine', async () => {
    const taking = takeLease(claimIn(heldBy(holder(77, 'there'), 0)), lockDeps());
    for (const part of ['run-0', '77', 'there', 'then'])
      await expect(taking).rejects.toMatchObject({ message: expect.stringContaining(part) });
  });

  test.each([
    ['a rival', true, 'locked'],
    ['no rival', false, undefined],
  ])('under another name is in the way when it is %s', async (_, isRival, kind) => {
    const directory = heldBy(holder(1, 'here'), 0, 'shard-2');
    const taking = takeLease(claimIn(directory, { name: 'shard-1', isRival: () => isRival }), lockDeps());
    expect(
      await taking.then(
        () => undefined,
        (error) => error.kind,
      ),
    ).toBe(kind);
    expect(readdirSync(directory).sort()).toEqual(isRival ? ['shard-2'] : ['shard-1', 'shard-2']);
  });

  test('of the same name is in the way though it is no rival', async () => {
    const taking = takeLease(claimIn(heldBy(holder(1, 'here'), 0), { isRival: () => false }), lockDeps());
    await expect(taking).rejects.toMatchObject({ kind: 'locked' });
  });
});
