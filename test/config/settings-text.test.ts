import { describe, expect, test } from 'vitest';
import type { ProfileSettings } from '../../src/config/profile.js';
import { readSettingsText, settingsText } from '../../src/config/settings-text.js';

const read = (text: string) => readSettingsText(text, 'default');

describe('settings as text', () => {
  test('set values are lines, unset ones are comments with their defaults', () => {
    const text = settingsText({ name: 'work', settings: { bot: 'Harbor Coffee', timeout: '90s' } });
    expect(text.split('\n').filter((line) => /^(# )?[a-z-]+ =/.test(line))).toEqual([
      'bot = Harbor Coffee',
      '# base-url = https://www.chatbase.co/api/v1',
      'timeout = 90s',
      '# workspace =',
      '# keep-runs = 90d',
      '# keep-sessions = 90d',
    ]);
    expect(text).toContain('# Settings of the profile work\n');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test.each([
    [{}],
    [{ bot: 'Harbor Coffee', 'base-url': 'http://127.0.0.1:1/api/v1', timeout: '0', 'keep-runs': 'never' }],
    [{ bot: 'a = b # c' }],
    [{ bot: '# 1' }],
    [{ bot: '"quoted" \\ ' }],
    [{ bot: ' blanks ', workspace: 'two\nlines\r' }],
    [{ bot: 'escape \u001b[2J \u202e right to left \ufffd' }],
  ] satisfies [ProfileSettings][])('%j is read back as it was', (settings) => {
    const { settings: back, mistakes } = read(settingsText({ name: 'default', settings }));
    expect([back, mistakes]).toEqual([settings, []]);
  });

  test.each([
    ['bot=Support', { bot: 'Support' }],
    ['\ufeff  bot  =  Support  \r\n\r\ntimeout = 2m\r', { bot: 'Support', timeout: '2m' }],
    ['# timeout = 5s\n  # bot = x\n', {}],
    ['bot = Harbor #1', { bot: 'Harbor #1' }],
    ['bot = "Harbor Coffee"', { bot: 'Harbor Coffee' }],
  ])('%j', (text, settings) => {
    expect(read(text)).toMatchObject({ settings, mistakes: [] });
  });

  test.each([
    ['tiemout = 90s', 'There is no setting "tiemout"', 'Did you mean "timeout"? Choose from: bot, base-url'],
    ['Base_URL = https://x.example', 'There is no setting "Base_URL"', 'Did you mean "base-url"?'],
    ['colour = red', 'There is no setting "colour"', 'Choose from: bot, base-url'],
    ['profile = work', 'There is no setting "profile"', 'cbase profile use NAME'],
    ['api-key = 123', 'There is no setting "api-key"', 'Store the key with: cbase auth login'],
    ['sk-secret', 'This is not a setting', 'Write it like name = value'],
    ['timeout =', 'The value of timeout is empty', 'put # before its line'],
    ['bot = "', 'begins with a quote', 'close them'],
    ['bot = "a" b', 'begins with a quote', 'Write it without quotes'],
    ['bot = M\ufffdller', 'The value of bot is not UTF-8', 'Save the file as UTF-8'],
    ['timeout = soon', 'timeout: "soon"', '90s'],
    ['base-url = http://example.com', 'is not encrypted', 'Use https'],
    ['base-url = example', 'is not an http or https URL', 'Write it like'],
    ['keep-runs = 90', 'keep-runs in the profile default: "90" is not a time', '90d'],
  ])('%j is a mistake on its line', (line, message, advice) => {
    const { settings, mistakes } = read(`# comment\n\n${line}\nworkspace = acme\n`);
    expect(settings).toEqual({ workspace: 'acme' });
    expect(mistakes).toEqual([
      { line: 3, message: expect.stringContaining(message), advice: expect.stringContaining(advice) },
    ]);
  });

  test('a setting that is there twice is a mistake, and all mistakes are found', () => {
    const { mistakes, lines } = read('bot = a\nnone\nbot = b\ntimeout = x\n');
    expect(mistakes.map(({ line }) => line)).toEqual([2, 3, 4]);
    expect(mistakes[1]?.message).toBe('bot was set on line 1 already');
    expect(lines).toEqual({ bot: 1 });
  });
});
