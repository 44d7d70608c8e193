import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodingOf, utf8Bytes } from '../../../src/contacts/reading/encoding.js';
import { inputAt } from '../../../src/contacts/reading/input.js';
import { file } from '../../support/workdir.js';

const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();
const latin = (text: string) => Buffer.from(text, 'latin1');

/** The text of a file of these bytes. */
async function read(bytes: Uint8Array, encoding: string): Promise<string> {
  const input = await inputAt(file(bytes), 'contacts.csv', false);
  const pieces: Buffer[] = [];
  for await (const piece of utf8Bytes(input, encoding)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

const refused = (...places: readonly string[]) => ({
  kind: 'usage',
  message: expect.toSatisfy((text: string) => places.every((place) => text.includes(place))),
});

describe('the encoding of a file', () => {
  test.each<[string, Buffer, string]>([
    ['plain text', latin('a,b\n'), 'utf-8'],
    ['bytes that are not UTF-8', latin('Zo\u00eb'), 'utf-8'],
    ['a mark of UTF-8', Buffer.from('\ufeffa'), 'utf-8'],
    ['a mark of little-endian UTF-16', utf16le('\ufeffa'), 'utf-16le'],
    ['a mark of big-endian UTF-16', utf16be('\ufeffa'), 'utf-16be'],
    ['one NUL among many letters', latin(`${'a'.repeat(20)}\u0000`), 'utf-8'],
  ])('%s is %s', async (_, head, encoding) => {
    expect(await encodingOf(head, 'auto', 'contacts.csv')).toBe(encoding);
  });

  test('what the user says outranks the bytes', async () => {
    expect(await encodingOf(utf16le('\ufeffa'), 'windows-1252', '')).toBe('windows-1252');
    expect(await encodingOf(utf16le('a,b\n'), 'utf-16le', '')).toBe('utf-16le');
  });

  test.each<[string, Buffer, string]>([
    ['little-endian UTF-16', utf16le('a,b\nc,d\n'), '--encoding utf-16le'],
    ['big-endian UTF-16', utf16be('a,b\nc,d\n'), '--encoding utf-16be'],
  ])('%s without a mark is refused, and the flag is named', async (_, head, advice) => {
    const more = expect.objectContaining({ advice: expect.stringContaining(advice) });
    await expect(encodingOf(head, 'auto', '')).rejects.toMatchObject({ kind: 'usage', more });
  });

  test('a file full of NULs is binary', async () => {
    const more = expect.objectContaining({ advice: expect.not.stringContaining('--encoding') });
    await expect(encodingOf(Buffer.alloc(100), 'auto', '')).rejects.toMatchObject({ kind: 'usage', more });
  });
});

describe('the text of a file', () => {
  const text = 'Zoë,€,山田\r\n"😀"\n';

  test.each<[string, Uint8Array, string, string]>([
    ['UTF-8', Buffer.from(text), 'utf-8', text],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'utf-8', text],
    [
      'a mark at 64 KiB, which is text',
      Buffer.from(`${'x'.repeat(65_536)}\ufeffa`),
      'utf-8',
      `${'x'.repeat(65_536)}\ufeffa`,
    ],
    ['a second mark, which is text', Buffer.from('\ufeff\ufeffa'), 'utf-8', '\ufeffa'],
    ['UTF-16LE', utf16le(`\ufeff${text}`), 'utf-16le', text],
    ['UTF-16BE', utf16be(`\ufeff${text}`), 'utf-16be', text],
    ['UTF-16 without a mark', utf16be(text), 'utf-16be', text],
    ['windows-1252', Buffer.from([0x5a, 0x6f, 0xeb, 0x80, 0x93, 0x9f]), 'windows-1252', 'Zoë€“Ÿ'],
    ['a replacement character in UTF-8', Buffer.from('a\ufffd'), 'utf-8', 'a\ufffd'],
  ])('%s', async (_, bytes, encoding, expected) => {
    expect(await read(bytes, encoding)).toBe(expected);
  });

  test('law: characters stay whole wherever the pieces of 64 KiB end', async () => {
    const around = fc.tuple(
      fc.integer({ min: 65_520, max: 65_540 }),
      fc.constantFrom('é', '山', '퀀', '😀', 'a\r\n', '\r'),
    );
    const encoders = { 'utf-8': (all: string) => Buffer.from(all), 'utf-16le': utf16le, 'utf-16be': utf16be };
    await fc.assert(
      fc.asyncProperty(
        around,
        fc.constantFrom('utf-8', 'utf-16le', 'utf-16be'),
        async ([length, end], encoding) => {
          const units = encoding === 'utf-8' ? length : length >> 1;
          const long = `${'x'.repeat(units)}${end.repeat(9)}`;
          expect(await read(encoders[encoding](long), encoding)).toBe(long);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each<[string, Uint8Array, string, readonly string[]]>([
    ['a byte that is not UTF-8', latin('a,b\nZo\u00eb,1\n'), 'utf-8', ['line 2', 'byte 3']],
    ['half a character at the end', Buffer.from('a\n山').subarray(0, -1), 'utf-8', ['line 2', 'byte 1']],
    ['a fault behind an empty line', latin('\n\u00eb'), 'utf-8', ['line 2', 'byte 1']],
    ['a stray byte', Buffer.from([0x61, 0xbf, 0x0a]), 'utf-8', ['line 1', 'byte 2']],
    [
      'a fault far inside',
      latin(`${'é€\n'.repeat(2)}${'x\n'.repeat(40_000)}`),
      'utf-8',
      ['line 1', 'byte 1'],
    ],
    ['a byte that windows-1252 lacks', Buffer.from([0x61, 0x81]), 'windows-1252', ['windows-1252']],
    ['half a pair in UTF-16', utf16le('a\ud83d'), 'utf-16le', ['utf-16le']],
    ['an odd number of bytes', Buffer.concat([utf16le('ab'), latin('c')]), 'utf-16le', ['utf-16le']],
  ])('%s is refused with its place', async (_, bytes, encoding, places) => {
    await expect(read(bytes, encoding)).rejects.toMatchObject(refused('contacts.csv', ...places));
  });

  test('law: the place of the first wrong byte is told, however far it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 70_000 }), fc.nat({ max: 5 }), async (before, column) => {
        const lines = `${'é\n'.repeat(before % 9)}${'x'.repeat(before)}\n${'é'.repeat(column)}`;
        const bytes = Buffer.concat([Buffer.from(lines), Buffer.from([0xff]), Buffer.from('\nmore\n')]);
        const places = [`line ${(before % 9) + 2}`, `byte ${2 * column + 1}:`];
        await expect(read(bytes, 'utf-8')).rejects.toMatchObject(refused(...places));
      }),
      { numRuns: 30 },
    );
  });
});
