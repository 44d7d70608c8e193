// A server that takes contacts and stores nothing: what is measured against it is the client alone.
// Prints its base URL when it is ready. ANSWER=tiny leaves the created contacts out of its answers.
import { createServer } from 'node:http';

const isTiny = process.env.ANSWER === 'tiny';

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

const answers = {
  'GET /get-chatbots': () => '{"chatbots":[{"id":"b","name":"Bot"}]}',
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

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const path = request.url.split('?')[0].split('/').pop();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(answers[`${request.method} /${path}`](Buffer.concat(chunks).toString()));
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/api/v1`));
