import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type ListRow = Readonly<Record<string, unknown>>;

/** One request for a page, as parsed by the server. */
export type PageRequest = {
  readonly page: number;
  readonly size: number;
  readonly since: string | null;
  readonly until: string | null;
  /** The number of this page request, from 1. */
  readonly number: number;
};

type PageAnswer = readonly ListRow[] | { readonly status: number };

export type ListServer = {
  readonly env: Readonly<Record<string, string>>;
  /** The page requests received. */
  readonly asked: readonly PageRequest[];
};

/**
 * A second server besides the emulator, whose list of leads or conversations the test computes for each request, next to
 * the expected behavior.
 */
export async function listServer(pageOf: (request: PageRequest) => PageAnswer): Promise<ListServer> {
  const asked: PageRequest[] = [];
  const server = createServer((request, response) => {
    // Tests have their own clocks.
    response.sendDate = false;
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const send = (status: number, json: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    if (url.pathname.endsWith('/get-chatbots'))
      return send(200, { chatbots: { data: [{ id: 'b1', name: 'Support' }], error: null } });
    const query = url.searchParams;
    const wanted = {
      page: Number(query.get('page')),
      size: Number(query.get('size')),
      since: query.get('startDate'),
      until: query.get('endDate'),
      number: asked.length + 1,
    };
    asked.push(wanted);
    const answer = pageOf(wanted);
    if ('status' in answer) return send(answer.status, { message: 'Invalid page' });
    return send(
      200,
      url.pathname.endsWith('/get-leads') ? { collectedCustomers: { data: answer } } : { data: answer },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const env = {
    CHATBASE_BASE_URL: `http://127.0.0.1:${port}/api/v1`,
    CHATBASE_API_KEY: 'a-key-of-a-list',
    CHATBASE_BOT_ID: 'b1',
  };
  return { env, asked };
}

/** This many rows, an hour apart, the latest first; ids increase with time. */
export function rowsUpTo(count: number, lastMs = Date.UTC(2026, 10, 20)): ListRow[] {
  return Array.from({ length: count }, (_, i) => ({
    id: count - i,
    name: `Lead ${count - i}`,
    created_at: new Date(lastMs - i * 3_600_000).toISOString(),
  }));
}

/** The page that a well-behaved server returns: whole UTC days, both ends included. */
export function goodPage(
  rows: readonly ListRow[],
  { page, size, since, until }: PageRequest,
  most = size,
): readonly ListRow[] {
  const found = rows.filter((row) => {
    const made = String(row.created_at).slice(0, 10);
    return (
      row.created_at === undefined || ((since === null || made >= since) && (until === null || made <= until))
    );
  });
  const given = Math.min(size, most);
  return found.slice((page - 1) * given, page * given);
}

/** A long list: three spans, about a second to read. */
export function longList(count = 25_000): Promise<ListServer> {
  const rows = rowsUpTo(count);
  return listServer((request) => goodPage(rows, request));
}
