import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasBrowser, keepPicture, opened } from '../../support/browser.js';
import { account, bot, convos, exported } from '../../support/conversations-account.js';
import { run } from '../../support/io.js';
import { isInstalled } from '../../support/programs.js';
import { workdir } from '../../support/workdir.js';

describe('an HTML transcript', () => {
  test('runs no visitor content, loads nothing, and contains every word', async () => {
    const text = readFileSync(await exported(['convos', 'export'], 'chats.html'), 'utf8');
    expect(text.match(/<script/g)?.length).toBe(1);
    expect(text).not.toMatch(/<img|<b>bold|\u202e|javascript:alert\(1\)"/);
    expect(text).toContain('&lt;script&gt;window.pwned = 1&lt;/script&gt;');
    expect(text.match(/<article /g)?.length).toBe(60);
    expect(text).not.toMatch(/<[^>]+ (src|href)=|url\(|@import|http-equiv="refresh/);
  });

  test.skipIf(!hasBrowser)(
    'can be searched, filtered by source and day, and printed, in a browser',
    { timeout: 60_000 },
    async () => {
      const { page, complaints, requests } = await opened(await exported(['convos', 'export'], 'chats.html'));
      const shown = () => page.locator('article:visible').count();
      const count = () => page.locator('#count').textContent();
      expect([await shown(), await count()]).toEqual([60, '60 of 60']);
      await keepPicture(page, 'transcript-light');
      await page.locator('#words').fill('question c-17');
      expect([await shown(), await count()]).toEqual([1, '1 of 60']);
      await page.locator('#words').fill('');
      expect(await page.locator('#source option').allTextContents()).toEqual([
        'all',
        'API',
        'WhatsApp',
        'Widget or Iframe',
      ]);
      await page.locator('#source').selectOption('API');
      expect(await count()).toBe('20 of 60');
      await page.locator('#from').fill('2026-10-03');
      await page.locator('#to').fill('2026-10-04');
      const wanted = convos.filter(
        (one) => one.source === 'API' && /2026-10-0[34]/.test(one.created_at),
      ).length;
      expect([wanted > 0, await shown()]).toEqual([true, wanted]);
      await page.locator('#words').fill('nobody said this');
      expect(await page.locator('.none').isVisible()).toBe(true);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('form').isVisible()).toBe(false);
      expect([await page.evaluate('window.pwned'), complaints, requests]).toEqual([undefined, [], []]);
    },
  );

  test.skipIf(!hasBrowser)('follows the dark mode of the reader’s system', { timeout: 60_000 }, async () => {
    const path = await exported(['convos', 'export'], 'chats.html');
    const colours = async (scheme: 'light' | 'dark') => {
      const { page } = await opened(path, scheme);
      if (scheme === 'dark') await keepPicture(page, 'transcript-dark');
      return page.evaluate(
        '[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector(".said p")).color]',
      );
    };
    expect(await colours('light')).toEqual(['rgb(246, 247, 249)', 'rgb(27, 31, 36)']);
    expect(await colours('dark')).toEqual(['rgb(15, 18, 22)', 'rgb(230, 233, 238)']);
  });
});

describe('Markdown and PDF', () => {
  test('Markdown shows visitor content as text', async () => {
    const text = readFileSync(await exported(['convos', 'export'], 'chats.md'), 'utf8');
    expect(text).toContain('&lt;script&gt;window.pwned = 1&lt;/script&gt;');
    expect(text).not.toMatch(/<script|<img|[^\\]\[x\]\(/);
    expect(text).toContain('**Visitor:** Question 17 about shipping\n');
    expect(text).toContain('**Bot:** Five to eight working days.  \n  \n\\- standard  \n\\- express\n');
    expect(text.match(/^## /gm)?.length).toBe(60);
  });

  const hasText = isInstalled('pdftotext', 'no PDF is read back', ['-v']);

  test.skipIf(!hasText)(
    'a PDF contains every word of every conversation, and every lead, and is reproducible',
    async () => {
      const plain = { ...bot, name: 'Harbor', conversations: convos.filter(({ id }) => id !== 'c-5') };
      const leads = [
        { name: 'Zoë', email: 'zoe@example.org', phone: '+49 30 1', created_at: '2026-10-01T08:00:00Z' },
      ];
      const api = await account([{ ...plain, leads }]);
      const path = await exported(['convos', 'export'], 'chats.pdf', api);
      const text = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' });
      for (const { messages } of plain.conversations) expect(text).toContain(messages[1]?.content);
      expect(
        readFileSync(await exported(['convos', 'export'], 'again.pdf', api)).equals(readFileSync(path)),
      ).toBe(true);
      const lead = execFileSync('pdftotext', [await exported(['leads', 'export'], 'leads.pdf', api), '-'], {
        encoding: 'utf8',
      });
      expect(lead).toContain('Zoë');
      expect(lead).toContain('zoe@example.org');
    },
  );

  test('characters that the font lacks are named in the error, and no file is left', async () => {
    const russian = {
      ...bot,
      conversations: [{ id: 'c-1', messages: [{ role: 'user', content: 'Привет all' }] }],
    };
    const api = await account([russian]);
    const out = join(workdir(), 'chats.pdf');
    const { code, err } = await run(['convos', 'export', '--out', out], { env: api.env });
    expect([code, existsSync(out)]).toEqual([2, false]);
    expect(err).toContain(
      'The PDF font cannot render "Привет" (conversation c-1). Use --format html and print that, or choose a font for that script with --font FILE, such as Noto Sans.',
    );
    const font = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf';
    if (!existsSync(font)) return console.warn(`${font} is missing: no other font is tried`);
    const withFont = await exported(['convos', 'export', '--font', font], 'russian.pdf', api);
    expect(readFileSync(withFont).subarray(0, 5).toString()).toBe('%PDF-');
    if (hasText)
      expect(execFileSync('pdftotext', [withFont, '-'], { encoding: 'utf8' })).toContain('Привет all');
  });

  test('leads and contacts cannot be exported as transcripts', async () => {
    const api = await account();
    const { code, err } = await run(['leads', 'export', '--format', 'html'], { env: api.env });
    expect([code, err]).toEqual([
      2,
      "cbase: Option '--format <format>' argument 'html' is invalid. Allowed choices are csv, tsv, json, ndjson, pdf. Choose one of them.\n",
    ]);
    expect((await run(['contacts', 'export', '--out', 'x.pdf'], { env: api.env })).code).toBe(2);
  });
});
