import { expect, test } from 'vitest';
import { noticeDocument, type RunNotice, slackMessage } from '../../src/notify/notice.js';

const notice: RunNotice = {
  command: 'leads export',
  ending: 'done',
  startedMs: Date.UTC(2026, 10, 28, 3, 10),
  finishedMs: Date.UTC(2026, 10, 28, 3, 10, 4, 200),
  version: '1.2.3',
  bot: { id: 'b1', name: 'Harbor <!channel> & Co' },
  state: 'nightly',
  counts: { leads: 1200, files: 1, rejected: 0 },
};

test('a notice has numbers and no people', () => {
  expect(noticeDocument(notice)).toEqual({
    command: 'leads export',
    ok: true,
    exit_code: 0,
    ending: 'done',
    skipped: false,
    bot: 'b1',
    bot_name: 'Harbor <!channel> & Co',
    run: null,
    state: 'nightly',
    counts: { leads: 1200, files: 1, rejected: 0 },
    started_at: '2026-11-28T03:10:00.000Z',
    finished_at: '2026-11-28T03:10:04.200Z',
    cbase: '1.2.3',
  });
});

test.each<[Partial<RunNotice>, string]>([
  [{}, '✅ cbase leads export of Harbor &lt;!channel&gt; &amp; Co (nightly): 1,200 leads, 1 file, took 5 s'],
  [
    {
      command: 'contacts import',
      ending: 'partial',
      state: undefined,
      bot: undefined,
      run: 'r-1',
      counts: { in_doubt: 2 },
    },
    '⚠️ cbase contacts import: 2 in doubt, exit 3: finished, but some rows were rejected, some tests failed, or a field was not stored, run r-1, took 5 s',
  ],
  [
    { ending: 'temporary', bot: undefined, state: undefined, counts: {} },
    '❌ cbase leads export: exit 75: temporary: network, rate limit, server trouble; run it again, took 5 s',
  ],
])('%j as a message', (change, text) => {
  expect(slackMessage({ ...notice, ...change })).toEqual({ text });
});

test('a run that was skipped is no success in a message', () => {
  const { text } = slackMessage({ ...notice, counts: { leads: 0 }, isSkipped: true });
  expect(text).toMatch(/^⚠️ .*: skipped, because another run is active, took 5 s$/);
});
