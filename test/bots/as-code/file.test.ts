import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Bot } from '../../../src/api/bots.js';
import { changesBetween } from '../../../src/bots/as-code/changes.js';
import { fileDocument, fileText } from '../../../src/bots/as-code/file-text.js';
import { readBotFile } from '../../../src/bots/as-code/read-file.js';
import { heldValues } from '../../../src/bots/as-code/values.js';
import { testIo } from '../../support/io.js';

const bare = {
  id: 'b1',
  name: 'Support',
  status: 'trained',
  instructions: 'Be kind.\n\n  - indented\n',
  initial_messages: ['Hi!', 'two\nlines'],
  suggested_messages: null,
  only_allow_on_added_domains: false,
  domains: ['example.com'],
  ip_limit: 20,
  ip_limit_timeframe: 240,
  ip_limit_message: null,
  model: 'gpt-4o-mini',
  temp: 0.2,
  visibility: 'public',
  collect_customer_information: { title: 'Hello', name: { label: 'Name', active: true } },
  styles: { theme: 'dark', user_message_color: '#3B81F7' },
  num_of_characters: 3,
  updated_at: '2026-01-01T00:00:00Z',
};

const botOf = (raw: object): Bot => ({ id: 'b1', name: 'Support', raw }) as unknown as Bot;
const read = (text: string) => readBotFile(testIo(), 'bot.yaml', text);

describe('the file of a bot', () => {
  test('says everything that is set, in the order of the documentation', async () => {
    const text = await fileText(botOf(bare));
    expect(parse(text)).toEqual(fileDocument(botOf(bare)));
    expect(text).toContain('\ninstructions: |\n  Be kind.\n\n    - indented\n\n');
    expect(text).toContain('\ninitial_messages:\n  - Hi!\n  - |-\n    two\n    lines\n');
    expect(text).toContain('  user_message_color: "#3B81F7"\n');
    expect(text).not.toContain('2026-01-01');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('does not depend on the order in which the server returns fields', async () => {
    const turned = Object.fromEntries(Object.entries(bare).reverse());
    expect(await fileText(botOf(turned))).toBe(await fileText(botOf(bare)));
  });

  test('keeps what is no documented setting apart, nested parts included', () => {
    const styles = { theme: 'dark', chat_icon: 'x' };
    const form = { title: 'Hello', name: { label: 'Name', active: true, required: true } };
    const raw = { ...bare, styles, collect_customer_information: form, retraining_interval: 'daily', a: [1] };
    expect(fileDocument(botOf(raw)).other).toEqual({
      a: [1],
      collect_customer_information: { name: { required: true } },
      retraining_interval: 'daily',
      styles: { chat_icon: 'x' },
    });
  });

  test('names what the server does not return', async () => {
    const text = await fileText(botOf({ id: 'b1', name: 'Support', model: 'gpt-4o' }));
    expect(parse(text)).toEqual({ bot: 'b1', name: 'Support', model: 'gpt-4o' });
    expect(text.replace(/\n# +/g, ' ')).toContain(
      'can set but not read or compare them: instructions, temperature,',
    );
  });

  test('read again, differs from its bot in nothing, whatever texts the bot has', async () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc
        .array(
          fc.constantFrom('\n', '\r', '\t', ' ', '#', ':', '- ', '|', '\u0085', '\u2028', '\u202e', 'a'),
          { maxLength: 12 },
        )
        .map((all) => all.join('')),
      fc.constantFrom(
        'no',
        'on',
        '=',
        '~',
        'null',
        '1:30',
        '0x1F',
        '010',
        '1e3',
        '.inf',
        '2026-01-02',
        '---',
        '%a',
        '@b',
        '`c',
        '<<',
        '!x',
        '&a',
        '*a',
        "'",
        '"',
        '\u0000',
        '\u001b[31m',
        '\ufeff',
      ),
    );
    await fc.assert(
      fc.asyncProperty(nasty, fc.array(nasty, { maxLength: 3 }), nasty, async (text, texts, label) => {
        const form = { title: text, name: { label, active: true } };
        const raw = {
          ...bare,
          instructions: text,
          initial_messages: texts,
          collect_customer_information: form,
        };
        const bot = botOf({ ...raw, name: `n${label}`, more: { [`k${label}`]: text } });
        const written = await fileText(bot);
        const file = await read(written);
        expect(changesBetween(heldValues(bot), file.wanted)).toEqual([]);
        expect(file.other).toEqual(fileDocument(bot).other);
        expect(written).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a mistake is named with its line and column', () => {
  test.each([
    ['', ' is empty'],
    ['# nothing\n', ' is empty'],
    ['bot: b1\n', '1:1: the file has no settings'],
    ['temprature: 1\n', '1:1: "temprature" is not a known field; did you mean "temperature"?'],
    ['name: Ada\nstyles:\n  them: dark\n', '3:3: "them" is not a known field; did you mean "theme"?'],
    ['lead_form:\n  email:\n    labl: Mail\n', '3:5: "labl" is not a known field; did you mean "label"?'],
    ['lead_form: yes please\n', '1:1: a mapping with title, name, email, phone is expected here'],
    ['temperature: warm\n', '1:1: "temperature" must be a number'],
    ['ip_limit: "20"\n', '1:1: "ip_limit" must be a number'],
    ['only_allow_on_added_domains: yes\n', '1:1: "only_allow_on_added_domains" must be true or false'],
    ['domains: example.com\n', '1:1: "domains" must be a list'],
    ['initial_messages:\n  - null\n', '2:5: "initial_messages" must be a list of texts'],
    ['initial_messages:\n  - a: b\n', '2:5: "initial_messages" must be a list of texts'],
    ['name: [Ada]\n', '1:1: "name" must be a string'],
    ['name: Ada\nname: Bo\n', '2:1: "name" appears twice'],
    ['name: "Ada\n', '2:1: Missing closing "quote'],
    ['- name: Ada\n', '1:1: a mapping with bot, name, instructions'],
    ['name: Ada\nother: 5\n', '2:1: "other" must be a mapping'],
  ])('%j', async (text, words) => {
    await expect(read(text)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(words.startsWith(' ') ? `bot.yaml${words}` : `bot.yaml:${words}`),
    });
  });

  test('text that looks like a number stays as it is written', async () => {
    const { wanted } = await read('name: 007\nip_limit_message: True\nip_limit: 20\ntemperature: 0.50\n');
    expect(Object.fromEntries(wanted)).toEqual({
      name: '007',
      ip_limit_message: 'True',
      ip_limit: 20,
      temperature: 0.5,
    });
  });

  test('a group that is null is not set', async () => {
    const { wanted } = await read('lead_form: null\n');
    expect([...wanted.values()].every((value) => value === null)).toBe(true);
    expect(wanted.size).toBe(7);
  });
});
