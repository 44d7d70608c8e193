import { describe, expect, test } from 'vitest';
import { bots, json, server } from '../../support/handmade-server.js';
import { run } from '../../support/io.js';

describe('contact lists', () => {
  const contacts = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: `i${from + i}`, external_id: `c${from + i}` }));

  test('H-9 an empty page in the middle is not the end if the server counts more', async () => {
    const env = await server((path, response) => {
      if (path.startsWith('/get-chatbots')) return void json(response, bots);
      const page = Number(new URL(path, 'http://x').searchParams.get('page'));
      const data = page === 2 ? [] : contacts(page * 10, 10);
      json(response, { message: 'Success', data, total: 30, pages: { page, per_page: 10, total_pages: 3 } });
    });
    const { out } = await run(['contacts', 'list', '--all', '--format', 'id'], { env });
    expect(out.trim().split('\n').length).toBe(20);
  });

  test.each([400, 404])('H-10 without totals a page past the end can be refused with %i', async (status) => {
    const env = await server((path, response) => {
      if (path.startsWith('/get-chatbots')) return void json(response, bots);
      if (/[?&]page=1(&|$)/.test(path)) return void json(response, { data: contacts(0, 10) });
      json(response, { message: 'Page not found' }, status);
    });
    const { code, out } = await run(['contacts', 'list', '--all', '--format', 'id'], { env });
    expect([code, out.trim().split('\n').length]).toEqual([0, 10]);
  });
});
