import { mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from '../support/cli.js';
import { onScreen } from '../support/screen.js';
import { workdir } from '../support/workdir.js';

test('cbase demo runs to the end', { timeout: 60_000 }, async () => {
  const HOME = workdir();
  const state = `${HOME}/.local/state/cbase`;
  mkdirSync(`${state}/demo-before`, { recursive: true });
  utimesSync(`${state}/demo-before`, 1, 1);
  const { code, out, err } = await cli(['demo'], { env: { HOME } });
  expect(code, err).toBe(0);
  expect(out).toContain('You can return unopened bags within 30 days');
  expect(out).toContain('  - carl(at)example.com\n  + carl@example.com\n');
  expect([...(out + err).matchAll(/created +(\d+)/g)].map(([, count]) => count)).toEqual(['2', '7']);
  expect(out + err).toContain('2 of 2 tests passed');
  expect(out).not.toContain('npm install');
  // What the tour wrote can be looked at afterwards; what an earlier tour left is gone.
  const [kept, ...others] = readdirSync(state);
  expect([kept, others]).toEqual([expect.stringMatching(/^demo-/), []]);
  expect(kept).not.toBe('demo-before');
  expect(readdirSync(`${state}/${kept}`).sort()).toEqual(['import', 'leads.csv', 'statistics.html']);
});

test('cbase demo waits for Enter between its steps on a terminal, and says how to install', {
  timeout: 60_000,
}, async () => {
  const home = workdir();
  const at = onScreen(['demo'], { env: { npm_lifecycle_event: 'demo' }, home });
  for (let step = 1; step < 8; step++) {
    await at.until('Press Enter for the next step', step);
    at.type('\r');
  }
  await at.until('npm install --global --ignore-scripts');
  expect(await at.exit).toBe(0);
});

test('a tour that ends with Ctrl-C removes its files', { timeout: 60_000 }, async () => {
  const home = workdir();
  const at = onScreen(['demo'], { home });
  await at.until('Press Enter for the next step');
  at.type('\x03');
  expect(await at.exit).toBe(130);
  expect(readdirSync(`${home}/.local/state/cbase`)).toEqual([]);
});
