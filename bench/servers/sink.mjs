// A server that accepts contacts and stores nothing, so that benchmarks measure only the client.
// Prints its base URL when it is ready. ANSWER=tiny omits the created contacts from its responses, LATENCY is in
// milliseconds. GET /stats returns the connections and requests since the last such request, and is not one of them.
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const isTiny = process.env.ANSWER === 'tiny';
const latencyMs = Number(process.env.LATENCY ?? 0);
let connections = new Set();
let requests = 0;

function created(body) {
  if (isTiny) return '{"message":"Success"}';
  const { users } = JSON.parse(body);
  const data = users.map((user, i) => ({
    id: `00000000-0000-4000-8000-${i}`,
    ...user,
    created_at: 1571672154,
    updated_at: 1571672154,
  }));
  return JSON.stringify({ message: 'Success', data });
}

function stats() {
  const told = JSON.stringify({ connections: connections.size, requests });
  [connections, requests] = [new Set(), 0];
  return told;
}

const answers = {
  'GET /get-chatbots': () => '{"chatbots":[{"id":"x8Kq2mVt0bPz7LdWf3RnA","name":"Bot"}]}',
  'GET /custom-attributes': () =>
    JSON.stringify({
      data: ['company', 'seats', 'newsletter', 'customer_since'].map((name, i) => ({
        name,
        type: ['text', 'number', 'boolean', 'date'][i],
        label: name,
      })),
    }),
  'GET /contacts': () =>
    '{"message":"Success","data":[],"total":0,"pages":{"page":1,"per_page":1000,"total_pages":1}}',
  'POST /contacts': created,
};

async function answer(request, body) {
  const path = request.url.split('?')[0].split('/').pop();
  if (path === 'stats') return stats();
  connections.add(request.socket);
  requests++;
  if (latencyMs > 0) await pause(latencyMs);
  return answers[`${request.method} /${path}`](body);
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const text = await answer(request, Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(text);
  });
});
// A client that is slow because the machine is busy must not have to connect again.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/api/v1`));
