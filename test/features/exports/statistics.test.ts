import { describe, expect, test } from 'vitest';
import { hasBrowser, keepPicture, opened } from '../../support/browser.js';
import { account, bot, convos, exported } from '../../support/conversations-account.js';
import { run } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

describe('statistics', () => {
  const perDay = (day: string) => convos.filter((one) => one.created_at.startsWith(day)).length;

  test('the numbers match the conversations', async () => {
    const api = await account();
    const { out } = await run(['convos', 'stats', '--json'], { env: api.env });
    const told = JSON.parse(out);
    expect(told).toMatchObject({
      ...{
        conversations: 60,
        messages: 180,
        median_messages: 3,
        longest_messages: 3,
        not_sure: 12,
        without_reply: 0,
      },
      not_sure_rate: 0.2,
      by_source: [
        { name: 'API', conversations: 20 },
        { name: 'WhatsApp', conversations: 20 },
        { name: 'Widget or Iframe', conversations: 20 },
      ],
      by_country: [
        { name: 'US', conversations: 45 },
        { name: 'DE', conversations: 15 },
      ],
    });
    expect(told.by_day[0]).toEqual({
      name: '2026-10-01',
      conversations: perDay('2026-10-01'),
      messages: 3 * perDay('2026-10-01'),
    });
    expect(told.by_day.length).toBe(20);
    expect(told.by_hour[8]).toEqual({ name: '08:00', conversations: 12 });
    const more = await run(['convos', 'stats', '--json', '--not-sure', 'working days'], { env: api.env });
    expect(JSON.parse(more.out).not_sure).toBe(60);
  });

  test('a terminal gets text and bars within its width, a pipe one number per line', async () => {
    const api = await account();
    for (const columns of [40, 80, 200]) {
      const { out, err } = await run(['convos', 'stats', '--no-color', '-q'], {
        env: api.env,
        tty: true,
        columns,
      });
      expect(err).toBe('');
      expect(Math.max(...out.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(columns);
      expect(out).toMatch(/conversations {2}[▁-█]+ {2}busiest day: 3/);
      expect(out).toMatch(/WhatsApp +20 {2}█+/);
      expect(out).not.toContain('\u001b');
    }
    const dumb = await run(['convos', 'stats'], {
      env: { ...api.env, TERM: 'dumb' },
      tty: true,
      columns: 80,
    });
    expect(dumb.out).toMatch(/WhatsApp +20 {2}#+\n/);
    const { out } = await run(['convos', 'stats'], { env: api.env });
    expect(out).toMatch(/^about,name,unit,value\nconversations,,,60\n/);
    expect(out).toContain('\nby_source,API,conversations,20\n');
  });

  test('credits are estimated by month, a budget ends with 6, and both need their words', async () => {
    const api = await account();
    const told = await run(['convos', 'stats', '--credits', '--budget', '60', '--json'], { env: api.env });
    expect(told.code).toBe(0);
    expect(JSON.parse(told.out)).toMatchObject({
      ...{ credits: 60, credit_answers: 60, budget: 60, over_budget: [] },
      credits_basis: { price_list: '2025-05', assumed_model: 'gpt-4o-mini', assumed_price: 1 },
      credits_by_month: [{ name: '2026-10', credits: 60, answers: 60 }],
    });
    const over = await run(['convos', 'stats', '--credits', '--budget', '59', '-q'], {
      env: api.env,
      tty: true,
      columns: 100,
    });
    expect([over.code, over.err]).toEqual([6, 'More than the budget of 59 credits: 2026-10 (≈ 60)\n']);
    expect(over.out).toMatch(
      /Message credits \(estimate\) +60\n.*gpt-4o-mini assumed \(1 per answer\), price list/,
    );
    expect(over.out).toMatch(/Budget per month +59 .*exceeded in 2026-10 \(60\)/);
    expect(over.out).toMatch(/Credits by month \(UTC\)\S*\n2026-10 {2}60/);
    expect((await run(['convos', 'stats', '--json'], { env: api.env })).out).not.toContain('credits');
    const alone = await run(['convos', 'stats', '--budget', '5'], { env: api.env });
    expect([alone.code, alone.err]).toEqual([2, expect.stringContaining('--budget requires --credits')]);
  });

  test.skipIf(!hasBrowser)(
    'the page draws the counts: every bar is in its place and in proportion',
    { timeout: 60_000 },
    async () => {
      const path = await exported(['convos', 'stats'], 'stats.html');
      const { page, complaints, requests } = await opened(path);
      await keepPicture(page, 'statistics-light');
      expect([await page.evaluate('window.pwned'), complaints, requests]).toEqual([undefined, [], []]);
      expect(await page.locator('.figures div').allInnerTexts()).toContain(
        '20.0%\nShare of conversations with an unsure answer\n60 by wording',
      );
      // Each bar has its color in its middle and none past its end; lengths are in proportion to the values.
      const drawn = (await page.evaluate(`['by_hour', 'by_source', 'by_country', 'by_weekday'].map((key) => {
      const chart = Chart.getChart(key);
      const context = chart.canvas.getContext('2d');
      const ratio = chart.currentDevicePixelRatio;
      const inkAt = (x, y) => Array.from(context.getImageData(x * ratio, y * ratio, 1, 1).data).join();
      const isFlat = chart.options.indexAxis === 'y';
      return chart.getDatasetMeta(0).data.map((bar, i) => {
        const value = chart.data.datasets[0].data[i];
        const length = isFlat ? bar.width : bar.height;
        const x = isFlat ? bar.x - length / 2 : bar.x, y = isFlat ? bar.y : bar.y + length / 2;
        const past = isFlat ? inkAt(bar.x + 6, bar.y) : inkAt(bar.x, bar.y - 6);
        return { value, length, inside: value === 0 ? 'none' : inkAt(x, y), past };
      });
    })`)) as { value: number; length: number; inside: string; past: string }[][];
      for (const bars of drawn) {
        const most = bars.reduce((found, one) => (one.value > found.value ? one : found));
        for (const { value, length, inside, past } of bars) {
          expect(length).toBeCloseTo((most.length * value) / most.value, 0);
          expect(inside).toBe(value === 0 ? 'none' : '31,111,235,255');
          expect(past).not.toBe('31,111,235,255');
        }
      }
      expect(drawn.map((bars) => bars.length)).toEqual([24, 3, 2, 7]);
      const line = (await page.evaluate(
        `Chart.getChart('by_day').getDatasetMeta(0).data.map((point) => point.y)`,
      )) as number[];
      expect(new Set(line).size).toBe(1);
      expect(line.length).toBe(20);
    },
  );

  test.skipIf(!hasBrowser)('in dark mode the charts have other colors', { timeout: 60_000 }, async () => {
    const { page } = await opened(await exported(['convos', 'stats'], 'stats.html'), 'dark');
    await keepPicture(page, 'statistics-dark');
    expect(await page.evaluate(`Chart.getChart('by_source').data.datasets[0].backgroundColor`)).toBe(
      '#6cb0ff',
    );
  });

  test('are compared with the period before, in every format, unless --no-compare is given', async () => {
    const nowMs = Date.parse('2026-03-10T15:00:00Z');
    const leads = [
      ...['2026-03-10T08:00:00Z', '2026-03-05T08:00:00Z', '2026-03-04T00:00:00Z'],
      // Of the seven days before; the last one comes after the time of day that today has reached.
      ...['2026-03-03T14:00:00Z', '2026-02-25T00:00:00Z', '2026-03-03T16:00:00Z'],
      ...['2026-02-24T23:00:00Z'],
    ].map((created_at, i) => ({ name: `l${i}`, created_at }));
    const api = await account([{ ...bot, name: 'Support', leads }]);
    const told = (flags: readonly string[], more: object = {}) =>
      run(['leads', 'stats', '--since', '7d', ...flags], { env: api.env, nowMs, ...more });
    expect(JSON.parse((await told(['--json'])).out)).toMatchObject({
      ...{ leads: 3, since: '2026-03-04', until: '2026-03-10', bot: { id: 'b1', name: 'Support' } },
      ...{
        made: '2026-03-10T15:00:00.000Z',
        account: expect.stringMatching(/^127\.0\.0\.1:\d+ \(CHATBASE_API_KEY\)$/),
      },
      before: { leads: 2, since: '2026-02-25', until: '2026-03-03' },
    });
    expect((await told([])).out).toMatch(/^about,name,unit,value\nleads,,,3\n(.*\n)*leads,before,,2\n/);
    const { out } = await told(['--format', 'table', '--no-color', '-q'], { tty: true, columns: 100 });
    expect(out.split('\n').slice(0, 5)).toEqual([
      'Support: leads',
      '2026-03-04 to 2026-03-10 (7 days in UTC, today so far)',
      'Compared with 2026-02-25 to 2026-03-03 (7 days in UTC, until the same time of day)',
      '',
      'Leads                  3  before 2, +50%',
    ]);
    const page = (await told(['--format', 'html'])).out;
    expect(page).toContain('<p>Compared with 2026-02-25 to 2026-03-03');
    expect(page).toMatch(
      /<p>Account 127\.0\.0\.1:\d+ \(CHATBASE_API_KEY\), bot b1, made 2026-03-10 15:00 UTC<\/p>/,
    );
    const alone = await told(['--no-compare', '--json']);
    expect(JSON.parse(alone.out)).not.toHaveProperty('before');
    const all = await run(['leads', 'stats', '--json'], { env: api.env, nowMs });
    expect(JSON.parse(all.out)).toMatchObject({
      leads: 7,
      days: 'all days (UTC)',
      time_zone: 'UTC',
      since: null,
    });
  });

  test('tell an unsure bot by its scores, and say where nothing could be measured', async () => {
    const talk = (content: string, min_score: number | null) => ({
      created_at: '2026-03-01T08:00:00Z',
      min_score,
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content },
      ],
    });
    const scored = [talk('Natürlich!', 0.8), talk('Natürlich!', 0.4), talk('Мы не знаем', null)];
    const api = await account([{ ...bot, conversations: scored }]);
    const figures = async (flags: readonly string[]) =>
      JSON.parse((await run(['convos', 'stats', '--json', ...flags], { env: api.env })).out);
    expect(await figures([])).toMatchObject({
      ...{ not_sure: 1, not_sure_rate: 0.5, not_sure_by_score: 2, not_sure_unmeasured: 1 },
    });
    expect(await figures(['--unsure-below', '0.9'])).toMatchObject({ not_sure: 2, not_sure_rate: 1 });
    const foreign = await account([{ ...bot, conversations: [talk('Мы не знаем', null)] }]);
    const { out } = await run(['convos', 'stats', '--format', 'table', '--no-color', '-q'], {
      env: foreign.env,
      tty: true,
      columns: 100,
    });
    expect(out).toMatch(/Share of conversations with an unsure answer +not measured {2}1 not measured\n/);
    const wrong = await run(['convos', 'stats', '--unsure-below', '2'], { env: api.env });
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('Use a number from 0 to 1')]);
  });

  test('a folder that does not exist is refused before anything is read, and created on request', async () => {
    const api = await account();
    const out = `${workdir()}/a/b/stats.html`;
    const refused = await run(['convos', 'stats', '--out', out], { env: api.env });
    expect([refused.code, refused.err]).toEqual([
      2,
      `cbase: The folder ${out.slice(0, -11)} does not exist. Add --mkdir to create it, or choose another path.\n`,
    ]);
    expect(api.seen('GET /get-conversations').length).toBe(0);
    expect((await run(['convos', 'stats', '--out', out, '--mkdir'], { env: api.env })).code).toBe(0);
  });

  test('leads have their own statistics', async () => {
    const leads = [
      { name: 'A', email: 'a@Example.org', phone: '1', created_at: '2026-10-01T08:00:00Z' },
      { name: 'B', email: 'b@example.org', created_at: '2026-10-03T08:00:00Z' },
    ];
    const api = await account([{ ...bot, leads }]);
    const { out } = await run(['leads', 'stats', '--json'], { env: api.env });
    expect(JSON.parse(out)).toMatchObject({
      ...{ leads: 2, with_name: 2, with_email: 2, with_phone: 1 },
      by_mail_domain: [{ name: 'example.org', leads: 2 }],
      by_day: [{ leads: 1 }, { name: '2026-10-02', leads: 0 }, { leads: 1 }],
    });
  });
});
