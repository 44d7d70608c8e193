// The minimal export: fetch every page sequentially, parse it, and discard it. CALL and SIZE select the pages.
import { Agent, get } from 'node:http';

const agent = new Agent({ keepAlive: true });
const { CHATBASE_BASE_URL: url, CALL: call, SIZE: size } = process.env;
const key = call.includes('contacts') ? 'per_page' : 'size';

function pageAt(page) {
  return new Promise((resolve, reject) => {
    const address = `${url}/${call}${call.includes('?') ? '&' : '?'}${key}=${size}&page=${page}`;
    get(address, { agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks))));
    }).on('error', reject);
  });
}

for (let page = 1; ; page++) {
  const answer = await pageAt(page);
  const list = answer.collectedCustomers?.data ?? answer.data;
  if (list.length < Number(size)) break;
}
agent.destroy();
