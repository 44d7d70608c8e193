import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { disagreements, unbalanced } from '../support/checker.js';
import { startCli } from '../support/cli.js';
import { mayMount, smallDisk } from '../support/disk.js';
import { emulator, heldContacts } from '../support/emulator.js';
import { file, workdir } from '../support/workdir.js';

const rows = 8000;
const refused = new Set(['r77', 'r1999', 'r2000', 'r4938', 'r7990']);
const input = Array.from({ length: rows }, (_, i) => ({ id: `r${i}`, line: i + 2 }));
const csv = `external_id,name\n${input.map(({ id }) => `${id},Name of ${id}\n`).join('')}`;

/** Reproducible random numbers, 0 ≤ n < 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

test.skipIf(!mayMount)(
  'D-6 E-2 A-2 8,000 rows, ten kills, a network failure, a full disk: resumed to the end, and the report is correct',
  { timeout: 600_000 },
  async () => {
    const place = smallDisk('16m');
    const api = await emulator({ refused, logReads: true, latencyMs: 250 });
    const env = { ...api.env, HOME: workdir() };
    const directory = `${place}/report`;
    const flags = ['--batch-size', '200', '--concurrency', '3', '--read-lag', '0', '--json'];
    const begin = ['contacts', 'import', file(csv), '--report', directory, ...flags];
    const resume = ['contacts', 'import', 'resume', directory, '--json'];
    const random = numbers(2026);
    const transcript: string[] = [];

    /** Runs a command while `strike` interferes with it. */
    const go = async (
      argv: readonly string[],
      what: string,
      strike: (child: ReturnType<typeof startCli>) => unknown,
    ) => {
      const child = startCli(argv, { env });
      strike(child);
      const { exitCode, signal, stdout } = await child;
      const ledger = stdout
        ? Object.entries(JSON.parse(String(stdout)).ledger ?? {}).filter(([, n]) => n !== 0)
        : [];
      transcript.push(
        `${what.padEnd(28)} ${String(signal ?? exitCode).padEnd(8)} ${ledger.map(([name, n]) => `${name} ${n}`).join(', ')}`,
      );
      return exitCode;
    };
    const killedSoon = async (child: ReturnType<typeof startCli>) => {
      // Before the journal exists there is nothing to resume.
      while (!existsSync(`${directory}/journal.ndjson`))
        await new Promise((resolve) => setTimeout(resolve, 20));
      setTimeout(() => child.kill('SIGKILL'), 1000 + random() * 2000);
    };

    await go(begin, 'begun, killed', killedSoon);
    for (let n = 2; n <= 10; n++) await go(resume, `resumed, killed (${n})`, killedSoon);

    api.weather.add({ method: '*', path: '*', drop: 'before', times: 0, skip: 8 });
    await go(resume, 'the network is cut', (child) => {
      // Retries would take minutes, so the run is interrupted.
      setTimeout(() => child.kill('SIGINT'), 4000);
    });
    api.weather.clear();

    mkdirSync(`${place}/ballast`);
    await go(resume, 'the disk is filled', () => {
      setTimeout(() => {
        try {
          writeFileSync(`${place}/ballast/file`, Buffer.alloc(16 * 2 ** 20));
        } catch {
          // The disk is meant to be full.
        }
      }, 6000);
    });
    rmSync(`${place}/ballast`, { recursive: true });

    let code = await go(resume, 'resumed', () => {});
    if (code !== 3 && code !== 0) code = await go(resume, 'resumed', () => {});
    console.log(transcript.join('\n'));
    const told = parse(readFileSync(`${directory}/results.csv`), { columns: true }) as Record<
      string,
      string
    >[];
    const read = told.map((row) => ({
      line: Number(row.line),
      external_id: row.external_id ?? '',
      class: row.class ?? '',
    }));
    const held = new Set((await heldContacts(api)).map((contact) => String(contact.external_id)));
    expect(disagreements(input, read, api.log.all(), held)).toEqual([]);
    expect(unbalanced(JSON.parse(readFileSync(`${directory}/summary.json`, 'utf8')))).toEqual([]);
    expect([held.size, [...refused].filter((id) => held.has(id))]).toEqual([rows - refused.size, []]);
    // 0 if an earlier step already finished the run.
    expect([0, 3]).toContain(code);
    expect((await heldContacts(api)).length).toBe(rows - refused.size);
  },
);
