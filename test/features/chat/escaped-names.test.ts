import { expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { onScreen } from '../../support/screen.js';

test('C-40 text from outside is escaped in the line: an edited question of the dashboard', async () => {
  const { api } = await setup();
  await api.visited('conversations', [
    {
      id: 'v9',
      messages: [
        { role: 'user', content: 'old \u001b]0;owned\u0007 \u009b31m \u202e x' },
        { role: 'assistant', content: 'said' },
      ],
    },
  ]);
  const at = onScreen(['chat', '--from-conversation', 'v9'], { env: api.env });
  await at.until('Continuing from a copy of v9');
  at.type('/edit 1\r');
  await at.until('› old ]0;owned');
  expect(at.raw()).not.toMatch(/\u0007|\u009b|\u202e|\u001b\]/);
});

test('C-40 a bot’s name is escaped in prompts too', async () => {
  const { api } = await setup();
  const made = await api.ask('POST', '/create-chatbot', {
    chatbotName: 'Evil \u001b]0;owned\u0007',
    sourceText: 'x',
  });
  const { chatbotId } = made.json as { chatbotId: string };
  await api.ask('POST', '/update-chatbot-settings', { chatbotId, model: 'gpt-4' });
  const at = onScreen(['chat'], { env: api.env });
  await at.until('›');
  at.type(`/bot ${chatbotId}\r`);
  await at.until('The model of Evil ^[]0;owned^G costs ≈ 20 credits');
  expect(at.raw()).not.toMatch(/\u0007|\u001b\]/);
});
