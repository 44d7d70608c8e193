// A server with lists of ROWS rows, generated on request, so that benchmarks measure only the client.
// Prints its base URL when it is ready. LATENCY is in milliseconds; rows are a minute apart, the latest first. With the files
// TLS_CERT and TLS_KEY it speaks https.
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';

const rows = Number(process.env.ROWS ?? 1000);
const latencyMs = Number(process.env.LATENCY ?? 0);
const latestMs = Date.UTC(2026, 10, 20);
const stepMs = 60_000;

const lead = (i) =>
  `{"id":${rows - i},"created_at":"${new Date(latestMs - i * stepMs).toISOString()}","chatbot_owner_user_id":"owner-1","chatbot_id":"b","name":"Person, ${i} \\"Müller\\"","email":"person${i}@example.com","phone":"+4930${1_000_000 + i}"}`;
const convo = (i) =>
  `{"id":"c-${rows - i}","created_at":"${new Date(latestMs - i * stepMs).toISOString()}","source":"WhatsApp","country":"DE","messages":[{"role":"user","content":"Do you ship to Norway?","id":"m-${i}"},{"role":"assistant","content":"Abroad it takes five to eight working days, ${i}.","id":"n-${i}"}]}`;
const contact = (i) =>
  `{"id":"00000000-0000-4000-8000-${i}","external_id":"id-${i}","name":"Person ${i}","email":"person${i}@example.com","phonenumber":"+4930${1_000_000 + i}","stripe_accounts":[],"custom_attributes":{"plan":"gold","seats":${i % 90}},"created_at":1571672154,"updated_at":1571672154}`;

/** The start and end index in the list for a range of whole UTC days. */
function placesOf(query) {
  const begin = Date.parse(`${query.get('startDate') ?? '1970-01-01'}T00:00:00Z`);
  const end =
    query.get('endDate') === null ? Infinity : Date.parse(`${query.get('endDate')}T00:00:00Z`) + 86_400_000;
  return [
    Math.max(0, Math.floor((latestMs - end) / stepMs) + 1),
    Math.min(rows, Math.floor((latestMs - begin) / stepMs) + 1),
  ];
}

function page(query, make, [first, last], size) {
  const from = first + (Number(query.get('page')) - 1) * size;
  const count = Math.max(0, Math.min(size, last - from));
  return Array.from({ length: count }, (_, i) => make(from + i)).join(',');
}

const bots = ['x8Kq2mVt0bPz7LdWf3RnA', 'c', 'd'].map((id) => ({
  id,
  name: `Bot ${id}`,
  status: 'trained',
  model: 'gpt-4o-mini',
  instructions: 'Answer the questions of the customers of Harbor Coffee, in their language and in few words.',
  visibility: 'private',
  created_at: '2026-01-05T10:00:00.000Z',
  updated_at: '2026-02-05T10:00:00.000Z',
}));

const answers = {
  'get-chatbots': () => JSON.stringify({ chatbots: { data: bots, error: null } }),
  'custom-attributes': () =>
    '{"data":[{"name":"plan","type":"text","label":"P"},{"name":"seats","type":"number","label":"S"}]}',
  'get-leads': (query) =>
    `{"collectedCustomers":{"data":[${page(query, lead, placesOf(query), Number(query.get('size')))}]}}`,
  'get-conversations': (query) =>
    `{"data":[${page(query, convo, placesOf(query), Number(query.get('size')))}]}`,
  contacts: (query) => {
    const size = Number(query.get('per_page'));
    const pages = { page: Number(query.get('page')), per_page: size, total_pages: Math.ceil(rows / size) };
    return `{"message":"Success","data":[${page(query, contact, [0, rows], size)}],"total":${rows},"pages":${JSON.stringify(pages)}}`;
  },
};

let requests = 0;
async function answer(request, response) {
  const url = new URL(request.url, 'http://x');
  if (url.pathname.endsWith('/stats')) {
    response.end(JSON.stringify({ requests }));
    requests = 0;
    return;
  }
  requests++;
  if (latencyMs > 0) await pause(latencyMs);
  response.setHeader('content-type', 'application/json');
  response.end(answers[url.pathname.split('/').pop()](url.searchParams));
}

const { TLS_CERT: cert, TLS_KEY: key } = process.env;
const server =
  cert === undefined
    ? http.createServer(answer)
    : https.createServer({ cert: readFileSync(cert), key: readFileSync(key) }, answer);
// A client that is slow because the machine is busy must not have to connect again.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () =>
  console.log(`${cert === undefined ? 'http' : 'https'}://127.0.0.1:${server.address().port}/api/v1`),
);
