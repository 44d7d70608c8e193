import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { csvOf, people, planScene } from '../../support/plans.js';
import { onScreen } from '../../support/screen.js';

const liveLine = /Checking|Looking up existing contacts/;

test('the question of contacts sync is not written over by the progress line', async () => {
  const at = await planScene(people(3), '');
  writeFileSync(at.path, csvOf([...people(3), { external_id: 'new', name: 'New', email: 'n@example.com' }]));
  // The line is shown while the server takes its time.
  at.api.next('GET /chatbots/*/contacts', { delayMs: 600 });
  const screen = onScreen(['contacts', 'sync', at.path], { env: at.api.env });
  await screen.until('to create? (y/N)');
  expect(screen.raw()).toMatch(liveLine);
  const askedMs = performance.now();
  // A live line would be drawn several times.
  await expect.poll(() => performance.now() - askedMs, { timeout: 5000 }).toBeGreaterThan(400);
  expect((await screen.seen()).trimEnd()).toMatch(/to create\? \(y\/N\)$/);
  expect(screen.raw().slice(screen.raw().lastIndexOf('(y/N)'))).not.toMatch(liveLine);
  screen.type('y\r');
  expect(await screen.exit).toBe(0);
  expect(at.writes()).toEqual(['POST new']);
});
