// The minimal export: fetch every page sequentially, parse it, and discard it. CALL selects the pages, SIZE is their length.
import { Agent, get } from 'node:http';

const agent = new Agent({ keepAlive: true });
const { CHATBASE_BASE_URL: url, CALL: call, SIZE: size } = process.env;

function pageAt(page) {
  return new Promise((resolve, reject) => {
    get(`${url}/${call}&page=${page}`, { agent }, (response) => {
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
