import { expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { says } from '../../support/replies.js';
import { onScreen } from '../../support/screen.js';

test('C-113 a pick affects only its own comparison', async () => {
  const { api, messages } = await setup();
  for (let i = 0; i < 5; i++) api.next('POST /chat', says(`answer ${i}`));
  const at = onScreen(['chat'], { env: api.env });
  await at.until('›');
  for (const [i, line] of [
    '/compare a b',
    'q1',
    '/pick b',
    '/compare a b',
    'q2',
    '/pick a',
    'q3',
  ].entries()) {
    at.type(`${line}\r`);
    if (line.startsWith('/compare')) await at.until('Comparing A (a) and B (b)', i === 0 ? 1 : 2);
    else if (line.startsWith('/pick')) await at.until('Continuing with', i === 2 ? 1 : 2);
    else if (line === 'q3') await at.until('· ≈');
    else await at.until('— B: b —', line === 'q1' ? 1 : 2);
    await at.until(/^you › ?$/m);
  }
  const sent = messages(4).map(({ content }) => content);
  const first = String(sent[1]);
  // The answer of lane b stays, and was also sent to lane a of the second comparison.
  expect(messages(2)[1]?.content).toBe(first);
  expect(messages(3)[1]?.content).toBe(first);
});
