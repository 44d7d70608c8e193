import { expect, test } from 'vitest';
import { bots, json, server } from '../../support/handmade-server.js';
import { run } from '../../support/io.js';

test('H-5 contacts that an import adds to the front, as many as a page has, do not stop an export', async () => {
  const contact = (id: number) => ({ id: String(id), external_id: `c-${id}`, custom_attributes: {} });
  const old = Array.from({ length: 2500 }, (_, i) => contact(i));
  const all = [...old];
  const env = await server((path, response) => {
    if (path.includes('get-chatbots')) return json(response, bots);
    if (!path.includes('/contacts')) return json(response, { data: [] });
    const query = new URL(path, 'http://127.0.0.1').searchParams;
    const [page, size] = [Number(query.get('page')), Number(query.get('per_page'))];
    const data = all.slice((page - 1) * size, page * size);
    const pages = { page, per_page: size, total_pages: Math.ceil(all.length / size) };
    json(response, { message: 'Success', data, total: all.length, pages });
    if (page === 2 && all.length === old.length)
      all.unshift(...Array.from({ length: size }, (_, i) => contact(9000 + i)));
  });
  const { code, out, err } = await run(['contacts', 'export', '--format', 'ndjson', '--concurrency', '1'], {
    env,
  });
  expect(code, err).toBe(0);
  const ids = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).id as string);
  expect(new Set(ids).size).toBe(ids.length);
  expect(old.filter(({ id }) => !ids.includes(id))).toEqual([]);
});
