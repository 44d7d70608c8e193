import { describe, expect, test } from 'vitest';
import { account } from '../../support/account.js';
import { file } from '../../support/workdir.js';

describe('bots train --same-text', () => {
  const words = ['bots', 'train', 'b1', '--same-text', '--yes'];

  test('sends no text, and verifies that the old one is still there', async () => {
    const { api, cbase } = await account();
    const { code, out, err } = await cbase(words);
    expect([code, out + err]).toEqual([0, expect.stringContaining('Kept the text of')]);
    expect(api.seen('POST /update-chatbot-data').map(({ body }) => Object.keys(body as object))).toEqual([
      ['chatbotId', 'chatbotName'],
    ]);
  });

  test('a lost text exits 3', async () => {
    const { api, cbase } = await account();
    const bot = { id: 'b1', name: 'Support', num_of_characters: 0 };
    api.next('GET /get-chatbots', { skip: 1, times: 0, status: 200, body: { chatbots: { data: [bot] } } });
    const { code, err } = await cbase(words);
    expect([code, err]).toEqual([3, expect.stringContaining('the text was lost')]);
  });

  test.each([
    [[], 'No text was given'],
    [['--same-text', '--source', 'TEXT'], 'cannot be used together'],
  ])('%j is refused', async (flags, said) => {
    const { cbase } = await account();
    const text = file('new text', 'text.md');
    const { code, err } = await cbase([
      'bots',
      'train',
      'b1',
      '--yes',
      ...flags.map((word) => (word === 'TEXT' ? text : word)),
    ]);
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
  });

  test('without a terminal it asks for --yes', async () => {
    const { cbase } = await account();
    const { code, err } = await cbase(['bots', 'train', 'b1', '--same-text']);
    expect([code, err]).toEqual([2, expect.stringContaining('may lose the whole text')]);
  });
});
