// The peer: the obvious script. csv-parse with objects, for await, fetch, sequential batches of 1000; no checks.
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

const [path] = process.argv.slice(2);
const url = `${process.env.CHATBASE_BASE_URL}/chatbots/x8Kq2mVt0bPz7LdWf3RnA/contacts`;

async function send(users) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ users }),
  });
  await response.json();
}

let users = [];
for await (const { external_id, name, email, phonenumber, ...custom_attributes } of createReadStream(
  path,
).pipe(parse({ columns: true }))) {
  users.push({ external_id, name, email, phonenumber, custom_attributes });
  if (users.length === 1000) {
    await send(users);
    users = [];
  }
}
if (users.length > 0) await send(users);
