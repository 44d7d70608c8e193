import { describe, expect, test } from 'vitest';
import type { Caller } from '../../src/api/call.js';
import type { HttpRequest } from '../../src/api/http.js';
import { fetchList } from '../../src/api/listing.js';

/** A caller that answers this, and notes what it was asked. */
function callerOf(json: unknown) {
  const asked: (HttpRequest & { readonly repeats: string })[] = [];
  const unused = () => Promise.reject(new Error('not asked for'));
  const call: Caller['call'] = async (request, repeats) => {
    asked.push({ ...request, repeats });
    return { status: 200, json, requestId: undefined };
  };
  return { asked, caller: { call, stream: unused, bytes: unused } };
}

const leads = { call: '/get-leads', key: 'collectedCustomers' };
const request = { bot: 'b1', page: 2, size: 100 };

describe('a page of a list', () => {
  test.each([
    [request, '/get-leads?chatbotId=b1&page=2&size=100'],
    [
      { ...request, since: '2026-03-01', until: '2026-03-31' },
      '/get-leads?chatbotId=b1&startDate=2026-03-01&endDate=2026-03-31&page=2&size=100',
    ],
    [{ ...request, sources: [] }, '/get-leads?chatbotId=b1&page=2&size=100'],
    [
      { ...request, sources: ['WhatsApp', 'Widget or Iframe'] },
      '/get-leads?chatbotId=b1&filteredSources=WhatsApp%2CWidget%20or%20Iframe&page=2&size=100',
    ],
  ])('is requested for %j at %s', async (asks, address) => {
    const { caller, asked } = callerOf([]);
    const { signal } = new AbortController();
    await fetchList(caller, { call: '/get-leads', key: 'data' }, asks, signal);
    expect(asked).toEqual([{ method: 'GET', path: address, signal, repeats: 'read' }]);
  });

  test.each([
    ['bare', [{ id: 1 }]],
    ['under its key', { collectedCustomers: [{ id: 1 }] }],
    ['under its key and data', { collectedCustomers: { data: [{ id: 1 }] } }],
  ])('is the list that comes %s', async (_, json) => {
    expect(await fetchList(callerOf(json).caller, leads, request)).toEqual([{ id: 1 }]);
  });

  test('is unreadable where there is no list', async () => {
    const found = fetchList(callerOf({ chats: [] }).caller, leads, request);
    await expect(found).rejects.toThrow(expect.objectContaining({ kind: 'unreadable' }));
  });
});
