import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

const page = readFileSync(new URL('../../../docs/nightly.md', import.meta.url), 'utf8');
const night = (day: string) => Date.parse(`${day}T03:10:00Z`);

/** The leads that the server lists from each night on, by when they were created. */
const story = [
  {
    day: '2026-03-02',
    listed: [
      ...['2026-02-26T09:00:00Z', '2026-02-27T09:00:00Z', '2026-02-28T09:00:00Z'],
      ...['2026-03-01T09:00:00Z', '2026-03-02T01:00:00Z'],
    ],
  },
  // The first one is late: it was created before the first night.
  { day: '2026-03-03', listed: ['2026-03-01T23:50:00Z', '2026-03-02T14:00:00Z'] },
  // The first one is late again, on a day that would close this night.
  { day: '2026-03-04', listed: ['2026-02-28T22:00:00Z', '2026-03-03T08:00:00Z'] },
];
const days = Array.from({ length: 7 }, (_, i) =>
  new Date(Date.parse('2026-02-26T00:00:00Z') + i * 86_400_000).toISOString().slice(0, 10),
);

type Told = {
  readonly night: string;
  readonly state: Readonly<Record<string, unknown>>;
  readonly rows: readonly string[];
};

/** The three nights of the documentation, run against the emulator. */
async function threeNights() {
  const clock = { ms: 0 };
  const seed = file(
    JSON.stringify({ bots: [{ id: 'b1', name: 'Harbor Coffee', source: 'x' }] }),
    'seed.json',
  );
  const api = await emulator({ seed, now: () => clock.ms });
  const [where, home] = [workdir(), workdir()];
  const at = (argv: readonly string[]) => run(argv, { env: api.env, home, nowMs: clock.ms });
  const told: Told[] = [];
  const status: string[] = [];
  for (const { day, listed } of story) {
    clock.ms = night(day);
    await api.visited(
      'leads',
      listed.map((created_at) => ({ name: created_at, created_at })),
    );
    const out = join(where, 'leads-{date}.csv');
    const ran = await at([
      'leads',
      'export',
      '-q',
      '--state',
      'nightly',
      '--out',
      out,
      '--fields',
      'created_at',
    ]);
    expect(ran.code, ran.err).toBe(0);
    const rows = readFileSync(join(where, `leads-${day}.csv`), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    const held = await at(['leads', 'status', 'nightly', '--json']);
    told.push({ night: day, state: JSON.parse(held.out)[0], rows: rows.map((row) => row.slice(0, 10)) });
    clock.ms += 6 * 3_600_000;
    const fields = 'state,last_run,age,rows,total_rows,closed_through,open_days,lookback,emit';
    status.push((await at(['leads', 'status', 'nightly', '--format', 'csv', '--fields', fields])).out);
  }
  return { told, status, at, clock, where, files: readdirSync(where).sort() };
}

/** The picture: how many rows each night wrote of each day, and which days were closed after it. */
function picture(told: readonly Told[], status: readonly string[]): string {
  const head = ['', ...days.map((day) => day.slice(5)), 'rows', 'closed_through', 'open_days'];
  let closedBefore = '';
  const lines = told.map(({ night: day, state, rows }, i) => {
    const closedThrough = String(state.closedThrough);
    const cells = days.map((one) => {
      if (one > day || one <= closedBefore) return '·';
      const written = String(rows.filter((row) => row === one).length);
      return one <= closedThrough ? `[${written}]` : written;
    });
    closedBefore = closedThrough;
    const openDays = status[i]?.trim().split('\n')[1]?.split(',')[6] ?? '';
    return [`night ${i + 1}, ${day.slice(5)}`, ...cells, String(rows.length), closedThrough, openDays];
  });
  const all = [head, ...lines];
  const width = head.map((_, column) => Math.max(...all.map((line) => (line[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(width[i] ?? 0) : cell.padStart(width[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return all.map((cells) => `    ${line(cells)}`).join('\n');
}

test('the three nights in the documentation are drawn as they run', async () => {
  const { told, status, files, at, clock, where } = await threeNights();
  expect(page).toContain(`\n${picture(told, status)}\n`);
  // The status after the third night, six hours later.
  const shown = (status[2] ?? '')
    .trim()
    .split('\n')
    .map((line) => `    ${line}`);
  expect(page).toContain(`\n${shown.join('\n')}\n`);
  expect(files).toEqual(story.flatMap(({ day }) => [`leads-${day}.csv`, `leads-${day}.csv.manifest.json`]));
  // As the text says of the fourth night.
  clock.ms = night('2026-03-05');
  await at(['leads', 'export', '-q', '--state', 'nightly', '--out', join(where, '4.csv')]);
  const [{ closedThrough }] = JSON.parse((await at(['leads', 'status', '--json'])).out);
  expect(closedThrough).toBe('2026-03-01');
});

test('the words of the documentation are those of the status', async () => {
  const { out } = await run(['leads', 'status', '--fields'], {});
  const names = out.trim().split(/\s+/);
  for (const name of names) expect(page, name).toContain(`\`${name}\``);
});
