import { describe, expect, test } from 'vitest';
import type { BotSettings } from '../../src/api/bot-settings.js';
import { isColour } from '../../src/bots/setting-values.js';
import { type SettingFlags, settingsOf } from '../../src/bots/settings.js';
import { testIo } from '../support/io.js';
import { file } from '../support/workdir.js';

const usage = expect.objectContaining({ kind: 'usage' });

/** The settings that flags ask for, without those that they do not name; and what the user was told. */
async function read(flags: SettingFlags, stdin?: string) {
  const told: string[] = [];
  const io = testIo(stdin === undefined ? {} : { stdin });
  const settings = await settingsOf(io, flags, (text) => told.push(text));
  return { settings: JSON.parse(JSON.stringify(settings)) as BotSettings, told };
}

describe('the settings that flags ask for', () => {
  test.each<readonly [SettingFlags, BotSettings]>([
    [{ name: 'Ada' }, { name: 'Ada' }],
    [{ instructions: '' }, { instructions: '' }],
    [{ instructions: '@@home' }, { instructions: '@home' }],
    [
      { temperature: 0, ipLimit: 0 },
      { temperature: 0, ipLimit: 0 },
    ],
    [{ onlyAddedDomains: false }, { onlyAllowOnAddedDomains: false }],
    [{ initialMessage: ['a', 'b'] }, { initialMessages: ['a', 'b'] }],
    [{ clear: ['initial-messages', 'domains'] }, { initialMessages: [], domains: [] }],
    [{ domain: ['example.com', 'münchen.de'] }, { domains: ['example.com', 'münchen.de'] }],
    [
      { clear: ['domains'], suggestedMessage: ['a'] },
      { domains: [], suggestedMessages: ['a'] },
    ],
    [
      { leadName: 'off', leadEmail: 'E-mail' },
      { leadForm: { name: { active: false }, email: { label: 'E-mail', active: true } } },
    ],
    [{ leadTitle: 'Hi', leadPhone: '' }, { leadForm: { title: 'Hi', phone: { label: '', active: true } } }],
    [
      { theme: 'dark', autoOpen: 0, align: 'left' },
      { styles: { theme: 'dark', autoOpenChatWindowAfter: 0, alignChatButton: 'left' } },
    ],
    [
      { data: '{"temp":1,"name":"B"}', name: 'Ada' },
      { more: { temp: 1, name: 'B' }, name: 'Ada' },
    ],
    [{ data: '{"styles":null}' }, { more: { styles: null } }],
  ])('%j are %j, and nothing else', async (flags, settings) => {
    expect(await read(flags)).toEqual({ settings, told: [] });
  });

  test('come from a file or stdin where @ says so', async () => {
    expect((await read({ instructions: `@${file('Be kind\n')}` })).settings).toEqual({
      instructions: 'Be kind\n',
    });
    expect((await read({ data: '@-' }, '{"model":"m"}')).settings).toEqual({ more: { model: 'm' } });
  });

  test('that the documentation does not know are sent, and named', async () => {
    const { settings, told } = await read({ data: '{"brand_new":1,"model":"m"}' });
    expect(settings).toEqual({ more: { brand_new: 1, model: 'm' } });
    expect([told.length, told[0]?.includes('brand_new'), told[0]?.includes('model"')]).toEqual([
      1,
      true,
      false,
    ]);
  });

  test.each<SettingFlags>([
    {},
    { clear: [] },
    { data: '{}' },
    { name: '' },
    { name: ' \t' },
    { domain: ['https://example.com'] },
    { domain: ['example.com', 'localhost'] },
    { domain: ['*.example.com'] },
    { domain: ['example.com/'] },
    { domain: ['example..com'] },
    { clear: ['domains'], domain: ['example.com'] },
    { clear: ['initial-messages'], initialMessage: ['a'] },
    { clear: ['domains', 'suggested-messages'], suggestedMessage: ['a'] },
    { data: '[]' },
    { data: 'name=Ada' },
    { data: '{"chatbotId":"b1"}', name: 'Ada' },
  ])('%j are refused', async (flags) => {
    await expect(read(flags)).rejects.toThrow(usage);
  });
});

test.each([
  ['#fff', true],
  ['#FF00aa', true],
  ['fff', false],
  ['#ffff', false],
  ['#ffffff0', false],
  ['#ggg', false],
  ['red', false],
  ['', false],
])('%j is a color of the API: %s', (text, isOne) => {
  expect(isColour(text)).toBe(isOne);
});
