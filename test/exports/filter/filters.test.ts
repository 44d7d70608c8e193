import { describe, expect, test } from 'vitest';
import { readConvo } from '../../../src/api/convos.js';
import { readLead } from '../../../src/api/leads.js';
import { type ConvoFilterOptions, convoFilter } from '../../../src/exports/filter/convo-filter.js';
import { countryCode, nearestCountry } from '../../../src/exports/filter/countries.js';
import { leadFilter } from '../../../src/exports/filter/lead-filter.js';
import { searchFor } from '../../../src/exports/filter/search.js';

const usage = expect.objectContaining({ kind: 'usage' });
const [asked, answered] = [
  { role: 'user', content: 'Where is my order?' },
  { role: 'assistant', content: 'On its way.' },
];

async function fits(options: ConvoFilterOptions, raw: object): Promise<boolean | undefined> {
  const search = options.search === undefined ? undefined : await searchFor(options.search);
  return convoFilter(options, search)?.fits(readConvo({ id: 'c1', messages: [], ...raw }));
}

describe('conversations are chosen by', () => {
  const form = {
    messages: [],
    form_submission: { name: 'Anna Weber', email: 'anna@example.com', phone: '+49 151 2345678' },
  };

  test.each<readonly [string, ConvoFilterOptions, object, boolean]>([
    ['what was said', { search: 'ORDER' }, { messages: [asked] }, true],
    ['what was said by the bot', { search: 'its way' }, { messages: [asked, answered] }, true],
    ['what was not said', { search: 'refund' }, { messages: [asked, answered] }, false],
    ['what was entered', { search: 'weber' }, form, true],
    [
      'the values of an object, not its names',
      { search: 'kind' },
      { messages: [{ role: 'user', content: { kind: 'x' } }] },
      false,
    ],
    [
      'a value in an object',
      { search: 'kind' },
      { messages: ['lost', { role: 'user', content: { a: ['kind'] } }] },
      true,
    ],
    ['a contact id', { customer: 'cus_7' }, { customer: 'cus_7' }, true],
    ['the beginning of a contact id', { customer: 'cus' }, { customer: 'cus_7' }, false],
    ['an email address in any case', { customer: 'ANNA@example.com' }, form, true],
    ['a part of an email address', { customer: 'example.com' }, form, false],
    ['a telephone number, however written', { customer: '0049 (151) 234-5678' }, form, true],
    ['a telephone number without its country code', { customer: '0151 2345678' }, form, true],
    ['another telephone number', { customer: '+49 151 2345679' }, form, false],
    ['a number of WhatsApp', { customer: '+491512345678' }, { customer: '491512345678' }, true],
    ['a last name', { customer: 'weber' }, form, true],
    ['a part of a name', { customer: 'web' }, form, false],
    ['user data', { customer: 'u-7' }, { metadata: { user: { id: 'u-7' } } }, true],
    ['a low score', { maxScore: 0.4 }, { min_score: 0.4 }, true],
    ['a score as text', { maxScore: 0.4 }, { min_score: '0.41' }, false],
    [
      'the lowest score of a message',
      { maxScore: 0.4 },
      {
        messages: [
          { ...answered, score: 0.9 },
          { ...answered, score: '0.3' },
        ],
      },
      true,
    ],
    ['no score at all, below', { maxScore: 1 }, { min_score: null }, false],
    ['no score at all, above', { minScore: 0 }, {}, false],
    ['both ends of a score', { minScore: 0.5, maxScore: 0.5 }, { min_score: 0.5 }, true],
    ['a form', { withForm: true }, form, true],
    ['no form', { withoutForm: true }, { form_submission: null }, true],
    ['a question without an answer', { withoutReply: true }, { messages: [answered, asked] }, true],
    ['an answered question', { withoutReply: true }, { messages: [asked, answered] }, false],
    [
      'an empty answer',
      { withoutReply: true },
      { messages: [asked, { role: 'assistant', content: ' ' }] },
      true,
    ],
    [
      'an event behind a question',
      { withoutReply: true },
      { messages: [asked, { role: 'system', content: 'left' }] },
      true,
    ],
    ['a greeting that nobody answered', { withoutReply: true }, { messages: [answered] }, false],
    ['a country', { country: ['DE', 'AT'] }, { country: 'de' }, true],
    ['a country by name', { country: ['DE'] }, { country: 'Germany' }, true],
    ['an unknown country', { country: ['DE'] }, { country: null }, false],
    ['all of several', { search: 'order', country: ['DE'] }, { messages: [asked], country: 'US' }, false],
  ])('%s', async (_, options, raw, isWanted) => {
    expect(await fits(options, raw)).toBe(isWanted);
  });

  test('nothing, where no flag is given', () => {
    expect(convoFilter({}, undefined)).toBeUndefined();
  });

  test('one text for one selection, whatever its order', () => {
    const text = convoFilter(
      { country: ['US', 'DE', 'US'], maxScore: 0.5, customer: 'Anna "A" Weber' },
      undefined,
    )?.text;
    expect(text).toBe('--customer "Anna \\"A\\" Weber" --max-score 0.5 --country DE,US');
  });

  test.each<ConvoFilterOptions>([
    { withForm: true, withoutForm: true },
    { minScore: 0.6, maxScore: 0.5 },
    { customer: ' ' },
  ])('never by what excludes itself: %j', (options) => {
    expect(() => convoFilter(options, undefined)).toThrow(usage);
  });
});

test('leads are chosen by what was entered', async () => {
  const lead = readLead({
    id: 7,
    name: 'Anna Weber',
    email: 'anna@example.com',
    phone: null,
    chatbot_id: 'anna',
    extra: { city: 'Köln' },
  });
  const by = async (search: string) => leadFilter({ search }, await searchFor(search))?.fits(lead);
  expect([await by('ANNA'), await by('köln'), await by('city')]).toEqual([true, true, false]);
  const other = readLead({ id: 8, chatbot_id: 'anna' });
  expect(leadFilter({ customer: 'anna' }, undefined)?.fits(other)).toBe(false);
  expect(leadFilter({ customer: '7' }, undefined)?.fits(lead)).toBe(true);
  expect(leadFilter({}, undefined)).toBeUndefined();
});

test.each([
  ['DE', 'DE'],
  ['de', 'DE'],
  [' germany ', 'DE'],
  ['UK', 'GB'],
  ['united kingdom', 'GB'],
  ["Cote d'Ivoire", undefined],
  ['XK', 'XK'],
  ['EU', undefined],
  ['ZZ', undefined],
  ['XX', undefined],
  ['Germny', undefined],
  ['', undefined],
])('the country %j is %j', (text, code) => {
  expect(countryCode(text)).toBe(code);
});

test('a misspelled country is recognized', () => {
  expect([nearestCountry('Germny'), nearestCountry('swizerland'), nearestCountry('?')]).toEqual([
    'DE (Germany)',
    'CH (Switzerland)',
    undefined,
  ]);
});
