import { expect, test } from 'vitest';
import { startCli } from '../support/cli.js';
import { heldContacts } from '../support/emulator.js';
import { csvOf, people, planScene } from '../support/plans.js';

const rows = 5000;

/** Room for what does not grow with the number of contacts, and not for much that does. */
const smallHeap = '--max-old-space-size=56';

test('thousands of updates, and their undo, take little memory and leave every contact as it was', async () => {
  const before = people(rows);
  const changed = before.map((one, i) => ({ ...one, name: `New ${i}`, email: `new${i}@example.com` }));
  const at = await planScene(before, csvOf(changed));
  const cbase = (...argv: readonly string[]) =>
    startCli(['contacts', ...argv, '--yes', '--json'], {
      env: { ...at.api.env, NODE_OPTIONS: smallHeap, HOME: at.home },
    });
  const synced = await cbase('sync', at.path);
  expect(synced.exitCode, String(synced.stderr)).toBe(0);
  const { ledger, run } = JSON.parse(String(synced.stdout));
  expect(ledger).toMatchObject({ updated: rows });
  expect((await heldContacts(at.api)).filter(({ name }) => !String(name).startsWith('New '))).toEqual([]);
  const undone = await cbase('import', 'undo', run);
  expect([undone.exitCode, JSON.parse(String(undone.stdout))]).toMatchObject([
    0,
    { putBack: rows, deleted: 0 },
  ]);
  const now = new Map((await heldContacts(at.api)).map((one) => [one.external_id, one]));
  expect(before.filter((one) => now.get(one.external_id)?.name !== one.name)).toEqual([]);
  expect(before.filter((one) => now.get(one.external_id)?.email !== one.email)).toEqual([]);
}, 300_000);
