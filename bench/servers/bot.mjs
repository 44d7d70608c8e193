// A server for the chat benchmark: one bot, whose reply the question specifies, such as "tokens=40 gap=5 first=300".
// Prints its base URL when it is ready. Each token is the monotonic time at which it was sent, in microseconds, which all processes
// of the machine share; `size=60` asks for words of that many bytes instead.
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const bots = JSON.stringify({
  chatbots: { data: [{ id: 'x8Kq2mVt0bPz7LdWf3RnA', name: 'Bench', model: 'gpt-4o-mini' }], error: null },
});

const token = () => `t${process.hrtime.bigint() / 1000n}; `;
const word = (size) => `**word** ${'x'.repeat(Math.max(0, size - 10))}\n`;

const server = createServer(async (request, response) => {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'application/json');
    return response.end(bots);
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { messages } = JSON.parse(Buffer.concat(chunks));
  const wish = Object.fromEntries(
    [...messages.at(-1).content.matchAll(/(\w+)=(\d+)/g)].map(([, name, value]) => [name, Number(value)]),
  );
  const { tokens = 1, gap = 0, first = 0, size = 0 } = wish;
  if (first > 0) await pause(first);
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  for (let i = 0; i < tokens; i++) {
    response.write(size > 0 ? word(size) : token());
    if (gap > 0) await pause(gap);
  }
  response.end();
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
