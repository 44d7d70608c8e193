import { describe, expect, test } from 'vitest';
import { botPage } from '../../src/config/dashboard.js';

const account = {
  local: false,
  baseUrl: new URL('https://www.chatbase.co/api/v1'),
  workspace: undefined as string | undefined,
};
const inWorkspace = { ...account, workspace: 'my team' };

describe('the page of a bot', () => {
  test.each([
    ['bot', 'https://www.chatbase.co/dashboard/my%20team/chatbot/a%2Fb%3Fc'],
    ['contacts', 'https://www.chatbase.co/dashboard/my%20team/chatbot/a%2Fb%3Fc/contacts'],
    ['leads', 'https://www.chatbase.co/dashboard/my%20team/chatbot/a%2Fb%3Fc/activity/leads'],
    ['convos', 'https://www.chatbase.co/dashboard/my%20team/chatbot/a%2Fb%3Fc/activity/chat-logs'],
  ] as const)('%s is at %s', (name, url) => {
    expect(botPage(name, 'a/b?c', inWorkspace)).toEqual({ url, isEntrance: false });
  });

  test('without a workspace is the entrance of the dashboard', () => {
    expect(botPage('leads', 'b1', account)).toEqual({
      url: 'https://www.chatbase.co/dashboard/',
      isEntrance: true,
    });
  });

  test.each([
    [{ ...inWorkspace, local: true }, 'There is no dashboard for the embedded emulator'],
    [{ ...inWorkspace, baseUrl: new URL('http://127.0.0.1:4010/api/v1') }, 'for http://127.0.0.1:4010'],
    [{ ...inWorkspace, baseUrl: new URL('https://chatbase.example/api/v1') }, 'for https://chatbase.example'],
  ])('is not at Chatbase if the account is elsewhere', (settings, message) => {
    expect(() => botPage('bot', 'b1', settings)).toThrow(message);
  });
});
