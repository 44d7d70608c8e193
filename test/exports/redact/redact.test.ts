import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Redaction, redactions, redactor } from '../../../src/exports/redact/redact.js';

const word = /(email|phone|name)-[0-9a-f]{16}/g;
const hide = redactor(redactions, 'key');
/** The text with each hash shown as what it stands for, such as `[email]`. */
const shape = (value: unknown) => JSON.parse(JSON.stringify(value).replace(word, '[$1]'));
const only = (kind: Redaction) => redactor([kind], 'key');

describe('values that are found again', () => {
  test.each([
    [
      { name: ['Ada'], text: 'Ada asks' },
      { name: ['[name]'], text: '[name] asks' },
    ],
    [{ chat: 12025550111 }, { chat: '[phone]' }],
    [{ seat: '1202-5550111' }, { seat: '[phone]' }],
    [{ createdAt: 1767225600 }, { createdAt: 1767225600 }],
    [{ uuid: '550e8400-1234567-41d4' }, { uuid: '550e8400-1234567-41d4' }],
    [{ userID: '1234567890' }, { userID: '1234567890' }],
  ])('%j becomes %j', (given, hidden) => {
    expect(shape(hide(given))).toEqual(hidden);
  });
});

describe('fields that hold what is hidden', () => {
  test.each([
    ...['email', 'Email', 'e-mail', 'mail', 'email_address', 'customer_email', 'stripe_email'].map((f) => [
      f,
      'email',
    ]),
    ...['phone', 'tel', 'mobile', 'phone_number', 'phonenumber', 'your_phone', 'number'].map((f) => [
      f,
      'phone',
    ]),
    ...[
      'name',
      'first_name',
      'lastname',
      'Full Name',
      'display_name',
      'given_name',
      'user_name',
      'contact_name',
      'customer',
    ].map((f) => [f, 'name']),
  ])('%s is hidden as %s, whatever its value looks like', (field = '', kind) => {
    expect(shape(hide({ [field]: 'xyz' }))).toEqual({ [field]: `[${kind}]` });
  });

  test.each([
    [
      { label: 'Full name', value: 'Li' },
      { label: 'Full name', value: '[name]' },
    ],
    [
      { name: 'phone', value: 'x' },
      { name: 'phone', value: '[phone]' },
    ],
    [
      { key: 'E-Mail: *', answer: ['x'] },
      { key: 'E-Mail: *', answer: ['[email]'] },
    ],
    [
      { type: 'email', label: 'Where to?', value: 'x' },
      { type: 'email', label: 'Where to?', value: '[email]' },
    ],
    [
      { label: 'Color', value: 'red' },
      { label: 'Color', value: 'red' },
    ],
    [
      { name: 'Ada', value: 3 },
      { name: '[name]', value: 3 },
    ],
  ])('a form that names what it asks for: %j becomes %j', (given, hidden) => {
    expect(shape(hide(given))).toEqual(hidden);
  });

  test.each([
    [{ name: '李明', text: '我叫李明请联系' }, '我叫[name]请联系'],
    [{ name: '김철수', text: '김철수는 좋다' }, '[name]는 좋다'],
    [{ name: 'สมชาย', text: 'ผมชื่อสมชายครับ' }, 'ผมชื่อ[name]ครับ'],
    [{ name: '明', text: '明日は休みです' }, '明日は休みです'],
    [{ name: 'Li', text: 'Li lives in Lima' }, 'Li lives in Lima'],
    [{ name: 'Ann', text: 'Ann and Anna' }, '[name] and Anna'],
  ])('a name in text, also of a script without blanks: %j', (given, text) => {
    expect(shape(hide(given)).text).toBe(text);
  });

  test('a name that only such a form has is hidden in text, and what the form calls its fields is not', () => {
    const form = [
      { name: 'phone', value: '1202-5550111' },
      { name: 'name', value: 'Ada Byron' },
    ];
    const text = 'Ada Byron gave her name and phone';
    expect(shape(hide({ form, text }))).toEqual({
      form: [
        { name: 'phone', value: '[phone]' },
        { name: 'name', value: '[name]' },
      ],
      text: '[name] gave her name and phone',
    });
  });

  test.each(['chatbot_name', 'filename', 'country', 'emailed', 'title', 'telegram', 'numbers'])(
    '%s is not',
    (field) => {
      expect(hide({ [field]: 'xyz' })).toEqual({ [field]: 'xyz' });
    },
  );

  test('empty ones, null and switches stay; numbers and lists are hidden', () => {
    const empty = { email: '', phone: null, name: false };
    expect(hide(empty)).toEqual(empty);
    expect(shape(hide({ phone: 5, name: ['Ada', 'Bo'] }))).toEqual({
      phone: '[phone]',
      name: ['[name]', '[name]'],
    });
  });

  test('are found at any depth', () => {
    expect(shape(hide({ form: [{ fields: { email: 'x' } }] }))).toEqual({
      form: [{ fields: { email: '[email]' } }],
    });
  });
});

describe('what is written in a text', () => {
  test.each([
    ['mail ada@example.com, please', 'mail [email], please'],
    ['<ada+x@mail.example.co.uk>', '<[email]>'],
    ['a@b.c', '[email]'],
    ['ada@localhost', 'ada@localhost'],
    ['call +49 (30) 123-45 67 now', 'call [phone] now'],
    ['12025550111', '[phone]'],
    ['order 123456', 'order 123456'],
    ['v1234567x', 'v1234567x'],
  ])('%j becomes %j', (text, wanted) => {
    expect(shape(hide({ text }))).toEqual({ text: wanted });
  });

  test('a name is hidden where the object itself gives it, as a whole word and in any case', () => {
    const raw = { name: 'Ada', text: 'I am ADA, not Adam', other: 'Bo' };
    expect(shape(hide(raw))).toEqual({ name: '[name]', text: 'I am [name], not Adam', other: 'Bo' });
    expect(hide({ text: 'I am Ada' })).toEqual({ text: 'I am Ada' });
    expect(shape(hide({ name: 'Al', text: 'Al said' }))).toEqual({ name: '[name]', text: 'Al said' });
  });

  test('of two names the longer one is hidden as a whole', () => {
    const raw = { first_name: 'Ada', name: 'Ada King', text: 'Ada King and Ada' };
    expect(shape(hide(raw)).text).toBe('[name] and [name]');
  });

  test('a number in a field that is not a moment is looked at, and words in one that is', () => {
    const raw = { note: 12_025_550_111, created_at: 'call 12025550111' };
    expect(shape(hide(raw))).toEqual({ note: '[phone]', created_at: 'call [phone]' });
  });

  test('names of fields are text as well', () => {
    expect(shape(hide({ 'ada@example.com': 1 }))).toEqual({ '[email]': 1 });
  });
});

describe('what stays', () => {
  test.each([
    ['an id', { id: '1234567890' }],
    ['an id of another thing', { chatbot_id: 'a-1234567890', conversationId: '1234567890' }],
    [
      'a moment',
      { created_at: '2026-03-01T08:30:00.000Z', updatedAt: 1_772_353_800, timestamp: 1_772_353_800_000 },
    ],
    ['a score and a place', { score: 0.123456789, min_score: 0.123456789, index: 12_345_678 }],
  ])('%s', (_, raw) => {
    expect(hide(raw)).toEqual(raw);
  });

  test('of an id with the number of its object in it, all but the number', () => {
    const raw = { id: 'wa_12025550111_1', customer: '+1 (202) 555-0111' };
    expect(shape(only('phone')(raw)).id).toBe('wa_[phone]_1');
    expect(shape(hide({ id: 'a-1234567', phone: '123-4567' })).id).toBe('a-[phone]');
    expect(hide({ id: 'a-123456', phone: '123-456' }).id).toBe('a-123456');
  });

  test.each(redactions)('all that is not asked for, with %s alone', (kind) => {
    const raw = { email: 'me@example.com', phone: '12025550111', name: 'Ada' };
    const told = { ...raw, text: `say ${raw[kind]}` };
    expect(shape(only(kind)(told))).toEqual({ ...told, [kind]: `[${kind}]`, text: `say [${kind}]` });
  });
});

describe('the word for a value', () => {
  test('is the same for an address in the query of a link', () => {
    const { email, link } = hide({
      email: 'ada@example.com',
      link: 'https://x.example/?mail=ada%40example.com&n=1',
    });
    expect(link).toBe(`https://x.example/?mail=${email}&n=1`);
  });

  const wordFor = (raw: object, key = 'key') =>
    JSON.stringify(redactor(redactions, key)({ ...raw })).match(word)?.[0];

  test.each([
    [{ email: 'Ada@Example.com ' }, { text: 'ada@example.com' }],
    [{ phone: '+1 (202) 555-0111' }, { text: '12025550111' }],
    [{ name: ' ADA' }, { first_name: 'ada' }],
  ])('of %j and %j is the same', (one, other) => {
    expect(wordFor(one)).toBe(wordFor(other));
  });

  test('is another for another value, and under another key', () => {
    expect(wordFor({ email: 'a@example.com' })).not.toBe(wordFor({ email: 'b@example.com' }));
    expect(wordFor({ email: 'a@example.com' })).not.toBe(wordFor({ email: 'a@example.com' }, 'other'));
  });

  test('law: nothing of an address or a name is left anywhere in the object', () => {
    const person = fc.record({
      name: fc.stringMatching(/^[a-zé]{3,9}$/),
      host: fc.stringMatching(/^[g-z]{4,9}$/),
    });
    fc.assert(
      fc.property(person, fc.stringMatching(/^[ ,.!?\n]{1,5}$/), ({ name, host }, gap) => {
        const email = `${name}@${host}.example`;
        const raw = { name, form: { email }, text: `I am${gap}${name}${gap}at${gap}<${email}>` };
        const { text, ...rest } = hide(raw);
        expect(JSON.stringify(rest)).not.toContain(host);
        expect(shape({ text })).toEqual({ text: `I am${gap}[name]${gap}at${gap}<[email]>` });
      }),
    );
  });
});
