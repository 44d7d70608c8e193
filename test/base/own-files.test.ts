import { describe, expect, test } from 'vitest';
import { refuseOtherFile, refusePlan } from '../../src/base/own-files.js';

const contacts = '{\n"kind": "cbase contacts plan",\n"version": 1';
const attributes = '{\n  "kind": "cbase attributes plan"';
const settings = '{"kind":"cbase-bot-plan"';

describe('a file of another kind', () => {
  test.each([
    [contacts, 'settings', 'x.json is a plan of contacts', 'cbase contacts apply x.json'],
    [attributes, 'attributes', 'x.json is a plan of attributes', 'cbase attrs apply x.json'],
    [settings, 'settings', 'x.json is a plan of settings', 'cbase bots apply x.json'],
    [
      '# note\nattributes:\n  - name: a\n',
      'settings',
      'x.json is a file of attributes',
      'cbase attrs plan x.json',
    ],
    ['bot: b1\nname: x\n', 'attributes', 'x.json is a settings file of a bot', 'cbase bots plan x.json'],
  ] as const)('%j is named, with the command that takes it', (text, wanted, message, command) => {
    expect(() => refuseOtherFile(text, 'x.json', wanted)).toThrow(
      expect.objectContaining({ kind: 'usage', message, more: { advice: expect.stringContaining(command) } }),
    );
  });

  test.each([
    ['attributes:\n  - name: bot\n', 'attributes'],
    ['instructions: |-\n  attributes:\n  bot: x\n', 'settings'],
    ['{"kind": "guest", "name": "Ada"}', 'attributes'],
    ['', 'settings'],
  ] as const)('%j is none', (text, wanted) => {
    expect(() => refuseOtherFile(text, 'x', wanted)).not.toThrow();
  });

  test('of contacts, only a plan is told', () => {
    expect(() => refusePlan(contacts, 'x.json')).toThrow('x.json is a plan of contacts');
    expect(() => refusePlan('bot:,attributes:\n1,2\n', 'x.csv')).not.toThrow();
  });
});
