import { expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';

test('-m takes the next word as the message, even if it looks like a flag', async () => {
  const api = await emulator();
  for (const text of ['-v', '--help', '--', '-m']) {
    const { code } = await cli(['chat', '-m', text], { env: api.env });
    expect([text, code]).toEqual([text, 0]);
  }
  const asked = api
    .seen('POST /chat')
    .map(({ body }) => (body as { messages: { content: string }[] }).messages.at(-1)?.content);
  expect(asked).toEqual(['-v', '--help', '--', '-m']);
});
