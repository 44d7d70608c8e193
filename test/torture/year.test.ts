import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { emulator, type TestEmulator } from '../support/emulator.js';
import { run } from '../support/io.js';
import { file, workdir } from '../support/workdir.js';

const dayMs = 86_400_000;
const firstNight = Date.UTC(2025, 10, 24, 3);
const nights = 365;
const night = new URL('../support/night.mjs', import.meta.url).pathname;
const hasStrace = existsSync('/usr/bin/strace');
if (!hasStrace) console.warn('SKIPPED: strace is not installed, so no night of the year is killed');

type World = { readonly api: TestEmulator; readonly where: string; readonly home: string; clockMs: number };

/** Random numbers that are the same in every run. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const iso = (ms: number) => new Date(ms).toISOString();

/** What visitors do between two nights: leads, some of them late; conversations, some of them continued. */
async function visits({ api, clockMs }: World, chance: () => number, night: number): Promise<void> {
  const within = (daysAgo: number) => iso(clockMs - (daysAgo + chance()) * dayMs);
  const leads = Array.from({ length: Math.floor(chance() * 4) }, (_, i) => ({
    name: `Lead ${night}-${i}`,
    // One in five is listed a day or two after its creation.
    created_at: within(chance() < 0.2 ? 1 + Math.floor(chance() * 1.5) : 0),
  }));
  const begun = Array.from({ length: 1 + Math.floor(chance() * 2) }, (_, i) => ({
    id: `c-${night}-${i}`,
    created_at: within(0),
    messages: [{ role: 'user', content: 'Hello?' }],
  }));
  const goesOn = Array.from({ length: night === 0 ? 0 : 1 }, () => {
    const of = Math.max(0, night - 1 - Math.floor(chance() * 9));
    return { id: `c-${of}-0`, messages: [{ role: 'user', content: `Still there, in night ${night}?` }] };
  });
  await api.visited('leads', leads);
  await api.visited('conversations', [...begun, ...goesOn]);
}

const lines = {
  leads: ['leads', 'export', '--state', 'nightly', '--out', 'leads-{date}.ndjson', '-q'],
  convos: [
    'convos',
    'export',
    '--state',
    'nightly',
    '--emit',
    'changed',
    '--out',
    'convos-{date}.ndjson',
    '-q',
  ],
};

async function sleepsWell(world: World, kind: keyof typeof lines): Promise<void> {
  const argv = lines[kind].map((word) => (word.includes('{date}') ? join(world.where, word) : word));
  const { code, err } = await run(argv, { env: world.api.env, home: world.home, nowMs: world.clockMs });
  expect([code, err], `${kind} on ${iso(world.clockMs)}`).toEqual([0, '']);
}

/** The same in a separate process; `inject` is where strace kills it. */
async function inProcess({ api, where, home, clockMs }: World, kind: keyof typeof lines, inject?: string) {
  const traced =
    inject === undefined ? [] : ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `inject=${inject}`];
  const [command = '', ...argv] = [...traced, process.execPath, night, String(clockMs), ...lines[kind]];
  // strace counts calls per thread.
  const env = { PATH: process.env.PATH ?? '', HOME: home, UV_THREADPOOL_SIZE: '1', ...api.env };
  return execa(command, argv, { cwd: where, env, extendEnv: false, reject: false, stdin: 'ignore' });
}

/** Kills a nightly run, and returns what it left. */
async function killed(world: World, inject: string) {
  const { signal, exitCode, stderr } = await inProcess(world, 'leads', inject);
  expect([signal, exitCode], String(stderr)).toEqual(['SIGKILL', undefined]);
  const { where, home, clockMs } = world;
  return {
    isPending: existsSync(join(home, '.local/state/cbase/exports/leads-nightly.pending.json')),
    isThere: existsSync(join(where, `leads-${iso(clockMs).slice(0, 10)}.ndjson`)),
  };
}

function rowsIn(where: string, prefix: string): readonly Record<string, unknown>[] {
  return readdirSync(where)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.ndjson'))
    .sort()
    .flatMap((name) =>
      readFileSync(join(where, name), 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    )
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function held(api: TestEmulator, call: string): Promise<readonly Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  for (let page = 1; ; page++) {
    const { json } = await api.ask('GET', `${call}?chatbotId=${api.bot}&size=100&page=${page}`);
    const { data = (json as { collectedCustomers: { data: never[] } }).collectedCustomers?.data } = json as {
      data: Record<string, unknown>[];
    };
    if (data.length === 0) return all;
    all.push(...data);
  }
}

/** Nights with an incident. */
const killedBeforeItsFile = 100;
const killedAfterItsFile = 200;
const twoAtOnce = 300;
const machineWasOff = [40, 41, 250, 251, 252];

test('a year of nightly runs: the files together equal the list, no id twice, whatever went wrong', {
  timeout: 240_000,
}, async () => {
  const seed = file(JSON.stringify({ bots: [{ id: 'b1', name: 'Support', source: 'x' }] }), 'seed.json');
  const clock = { ms: firstNight };
  const api = await emulator({ seed, now: () => clock.ms });
  const world: World = { api, where: workdir(), home: workdir(), clockMs: firstNight };
  const chance = chances(7);
  for (let number = 0; number < nights; number++) {
    world.clockMs = firstNight + number * dayMs;
    clock.ms = world.clockMs;
    await visits(world, chance, number);
    if (machineWasOff.includes(number)) continue;
    await sleepsWell(world, 'convos');
    if (number === killedBeforeItsFile && hasStrace)
      expect(await killed(world, 'link,linkat:signal=SIGKILL:when=1')).toEqual({
        isPending: true,
        isThere: false,
      });
    else if (number === killedAfterItsFile && hasStrace)
      // The third rename marks the file as placed, after those of the lock and the pending file.
      expect(await killed(world, 'rename,renameat,renameat2:signal=SIGKILL:when=3')).toEqual({
        isPending: true,
        isThere: true,
      });
    else if (number === twoAtOnce) {
      api.next('GET /get-leads', { delayMs: 1500 });
      const both = await Promise.all([inProcess(world, 'leads'), inProcess(world, 'leads')]);
      expect(both.map(({ exitCode }) => exitCode).sort()).toEqual([0, 8]);
    } else await sleepsWell(world, 'leads');
  }

  const leads = rowsIn(world.where, 'leads-');
  const ids = leads.map(({ id }) => Number(id));
  const server = await held(api, '/get-leads');
  expect(ids.length).toBe(new Set(ids).size);
  expect([...ids].sort((a, b) => a - b)).toEqual(server.map(({ id }) => Number(id)).sort((a, b) => a - b));

  const latest = new Map(rowsIn(world.where, 'convos-').map((convo) => [convo.id, convo]));
  const convos = await held(api, '/get-conversations');
  expect(latest.size).toBe(convos.length);
  expect(convos.filter((convo) => JSON.stringify(latest.get(convo.id)) !== JSON.stringify(convo))).toEqual(
    [],
  );

  const manifests = readdirSync(world.where).filter((name) => name.endsWith('.manifest.json'));
  const checked = await run(
    ['leads', 'verify', ...manifests.map((name) => join(world.where, name)), '--json'],
    {},
  );
  expect([checked.code, JSON.parse(checked.out).length]).toEqual([0, manifests.length]);
  expect(readdirSync(world.where).filter((name) => name.includes('.partial'))).toEqual([]);
  console.log(
    `${nights} nights, ${machineWasOff.length} of them off, 2 killed, 1 with two at once: ${ids.length} leads in ${manifests.length} files of both kinds, each once; ${latest.size} conversations, the last word of each`,
  );
});
