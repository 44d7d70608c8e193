import { expect, test } from 'vitest';
import { firstLine, placeOf } from '../../../src/commands/chat/face.js';

const harbor = { name: 'Harbor Coffee', model: 'gpt-4o-mini' };
const settings = (baseUrl: string, local = false) => ({ baseUrl: new URL(baseUrl), local });
const hint = '/help for commands, Ctrl-D to quit.';

test.each([
  [settings('https://www.chatbase.co/api/v1'), undefined, 'at www.chatbase.co'],
  [settings('https://www.chatbase.co/api/v1'), 'eu', 'at www.chatbase.co (profile eu)'],
  [settings('http://127.0.0.1:4010/api/v1'), undefined, 'in the emulator at 127.0.0.1:4010'],
  [settings('http://localhost:1/api/v1', true), undefined, 'in the embedded emulator'],
])('a conversation by way of %o is %s %s', (found, profile, where) => {
  const place = placeOf(found, profile);
  expect(firstLine(harbor, place, 200)).toBe(`Chatting with Harbor Coffee (gpt-4o-mini) ${where}. ${hint}`);
});

test('without a model none is named, and without a bot where it is looked up', () => {
  const place = placeOf(settings('https://www.chatbase.co/api/v1'));
  expect(firstLine({ name: 'Harbor Coffee', model: null }, place, 80)).toBe(
    `Chatting with Harbor Coffee at www.chatbase.co.\n${hint}`,
  );
  expect(firstLine(undefined, place, 80)).toBe(`Connecting to www.chatbase.co. ${hint}`);
});
