import { describe, expect, test } from 'vitest';
import { account } from '../../support/account.js';

describe('numbers that JavaScript cannot represent', () => {
  test('two ids beyond 2^53 are two leads, and their digits are printed unchanged', async () => {
    const { api, cbase } = await account();
    const lead = (id: string) =>
      `{"id":${id},"name":"L","email":"l@example.com","phone":null,"created_at":"2026-01-02T00:00:00.000Z","chatbot_id":"b1"}`;
    const text = `{"collectedCustomers":{"data":[${lead('9007199254740992')},${lead('9007199254740993')}]}}`;
    api.next('GET /get-leads', {
      status: 200,
      body: text,
      headers: { 'content-type': 'application/json' },
      times: 1,
    });
    const { code, out } = await cbase(['leads', 'export', '--format', 'ndjson']);
    expect(code).toBe(0);
    expect(out.match(/900719925474099[23]/g)).toEqual(['9007199254740992', '9007199254740993']);
  });

  test('a response that is nested too deeply exits 76', async () => {
    const { api, cbase } = await account();
    const text = `{"chatbots":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    api.next('GET /get-chatbots', {
      status: 200,
      body: text,
      headers: { 'content-type': 'application/json' },
      times: 0,
    });
    expect((await cbase(['bots', 'list'])).code).toBe(76);
  });
});
