import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withLock } from '../../src/config/lock.js';
import { lockDeps } from '../support/lock-deps.js';
import { workdir } from '../support/workdir.js';

/** A lock that another process took so long ago. */
function held(holder: string, agoMs: number, name = 'lock'): string {
  const path = join(workdir(), name);
  writeFileSync(path, holder);
  const made = (Date.now() - agoMs) / 1000;
  utimesSync(path, made, made);
  return path;
}

describe('a lock', () => {
  test('is there while the work goes on, names its holder, and is gone afterwards', async () => {
    const path = join(workdir(), 'lock');
    const seen = await withLock(path, lockDeps(), async () => JSON.parse(readFileSync(path, 'utf8')));
    expect([seen, existsSync(path)]).toEqual([{ pid: 1, host: 'here' }, false]);
  });

  test('is gone after work that fails, and the failure is the one of the work', async () => {
    const path = join(workdir(), 'lock');
    const work = () => Promise.reject(new Error('the work'));
    await expect(withLock(path, lockDeps(), work)).rejects.toThrow('the work');
    expect(existsSync(path)).toBe(false);
  });

  test('lets one after the other work, and never two at once', async () => {
    const path = join(workdir(), 'lock');
    let [inside, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, ++inside);
      for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
      return inside--;
    };
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    const deps = () => ({ ...lockDeps(), sleep: turn });
    await Promise.all(Array.from({ length: 8 }, () => withLock(path, deps(), work)));
    expect([most, inside, existsSync(path)]).toEqual([1, 0, false]);
  });

  test('that cannot be made is trouble of the disk', async () => {
    const path = join(workdir(), 'no-such-directory', 'lock');
    await expect(withLock(path, lockDeps(), async () => 1)).rejects.toMatchObject({ kind: 'disk' });
  });
});

describe('a lock that another process holds', () => {
  const [minute, second] = [60_000, 1000];

  test.each([
    ['a dead process of this machine', '{"pid":2,"host":"here"}', 0, true],
    ['a living process of this machine', '{"pid":1,"host":"here"}', 99 * minute, false],
    ['another machine, long ago', '{"pid":2,"host":"there"}', 61 * second, true],
    ['another machine, a moment ago', '{"pid":2,"host":"there"}', 30 * second, false],
    ['another machine whose clock runs ahead', '{"pid":2,"host":"there"}', -61 * second, true],
    ['a process that had not written its name, long ago', '', 4 * second, true],
    ['a process that is writing its name', '', 0, false],
    ['a process without a number, long ago', '{"host":"here"}', 61 * second, true],
    ['a process without a number', '{"host":"here"}', 30 * second, false],
  ])('%s: it is taken over: %s', async (_, holder, agoMs, isTaken) => {
    const path = held(holder, agoMs);
    const deps = lockDeps({ onSleep: () => rmSync(path, { force: true }) });
    expect(await withLock(path, deps, async () => 'done')).toBe('done');
    expect([deps.slept.length, existsSync(`${path}.takeover`)]).toEqual([isTaken ? 0 : 1, false]);
  });

  test('is given up after fifteen seconds, and left alone', async () => {
    const path = held('{"pid":1,"host":"here"}', 0);
    const deps = lockDeps();
    const waiting = withLock(path, deps, async () => 'done');
    const message = expect.toSatisfy((text: string) =>
      ['lock', '1', 'here'].every((part) => text.includes(part)),
    );
    await expect(waiting).rejects.toMatchObject({ kind: 'locked', message });
    const waited = deps.slept.reduce((sum, ms) => sum + ms, 0);
    expect([waited >= 15_000, waited < 16_000, existsSync(path)]).toEqual([true, true, true]);
    expect(deps.slept.every((ms) => ms === 30)).toBe(true);
  });

  test('is waited for as long as it changes hands', async () => {
    const path = held('{"pid":1,"host":"here"}', 0);
    let sleeps = 0;
    const deps = lockDeps({
      onSleep: () => {
        if (++sleeps === 1500) rmSync(path);
        else utimesSync(path, sleeps, sleeps);
      },
    });
    expect(await withLock(path, deps, async () => 'done')).toBe('done');
    expect(sleeps).toBe(1500);
  });

  test.each([
    ['of a dead process', '{"pid":2,"host":"here"}', 4000],
    ['of another machine', '{"pid":2,"host":"there"}', 61_000],
    ['of another machine whose clock runs ahead', '{"pid":2,"host":"there"}', -61_000],
  ])('the guard of a takeover %s is removed', async (_, holder, agoMs) => {
    const path = held('{"pid":2,"host":"here"}', 0);
    const guard = `${path}.takeover`;
    writeFileSync(guard, holder);
    const made = (Date.now() - agoMs) / 1000;
    utimesSync(guard, made, made);
    const deps = lockDeps();
    expect(await withLock(path, deps, async () => 'done')).toBe('done');
    expect([deps.slept.length, existsSync(guard)]).toEqual([1, false]);
  });

  test('the wait for a takeover also ends when the user asks to stop', async () => {
    const path = held('{"pid":2,"host":"here"}', 0);
    writeFileSync(`${path}.takeover`, '{"pid":1,"host":"here"}');
    const stop = AbortSignal.abort(new Error('stop'));
    const deps = lockDeps({
      interrupt: { soft: stop, hard: stop, signal: () => 'SIGINT' },
      sleep: async (_ms, signal) => signal?.throwIfAborted(),
    });
    await expect(withLock(path, deps, async () => 'done')).rejects.toThrow('stop');
  });

  test('that was taken over by another machine meanwhile is left to it', async () => {
    const path = join(workdir(), 'lock');
    await withLock(path, lockDeps(), async () => writeFileSync(path, '{"pid":1,"host":"there"}'));
    expect(existsSync(path)).toBe(true);
  });

  test('a wait ends when the user asks to stop', async () => {
    const path = held('{"pid":1,"host":"here"}', 0);
    const stop = AbortSignal.abort(new Error('stop'));
    const deps = lockDeps({
      interrupt: { soft: stop, hard: stop, signal: () => 'SIGINT' },
      sleep: async (_ms, signal) => signal?.throwIfAborted(),
    });
    await expect(withLock(path, deps, async () => 'done')).rejects.toThrow('stop');
    expect(existsSync(path)).toBe(true);
  });
});
