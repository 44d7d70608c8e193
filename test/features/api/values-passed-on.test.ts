import { expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';

const seed = new URL('../../support/full-seed.json', import.meta.url).pathname;

test.each([
  ['{"styles":"dark"}', { styles: 'dark' }],
  ['{"collectCustomerInformation":null}', { collectCustomerInformation: null }],
  ['{"styles":{"displayName":null}}', { styles: { theme: 'dark', displayName: null } }],
])('bots update --data %s is passed on unchanged', async (data, sent) => {
  const api = await emulator({ seed });
  await run(['bots', 'update', 'b1', '--theme', 'dark'], { env: api.env });
  await run(['bots', 'update', 'b1', '--data', data], { env: api.env });
  expect(api.seen('POST /update-chatbot-settings')[1]?.body).toEqual({ chatbotId: 'b1', ...sent });
});

test.each([
  [['x=1e400'], '1e400'],
  [['x=1e-400'], '1e-400'],
  [['x=12345678901234567890'], '12345678901234567890'],
])('a number that JavaScript cannot represent is sent as text: %j', async (fields, text) => {
  const api = await emulator({ seed });
  await run(['api', 'POST', '/create-chatbot', ...fields.flatMap((field) => ['-f', field])], {
    env: api.env,
  });
  expect(api.seen('POST /create-chatbot')[0]?.body).toEqual({ x: text });
});
