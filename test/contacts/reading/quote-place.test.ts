import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blamedQuote } from '../../../src/contacts/reading/quote-place.js';

async function* pieces(...texts: readonly string[]) {
  yield* texts;
}

/** The place of the quote as `line:column`. */
async function blamed(texts: readonly string[], firstLine: number, delimiter = ','): Promise<string> {
  const place = await blamedQuote(pieces(...texts), firstLine, delimiter);
  return place === undefined ? 'none' : `${place.line}:${place.column}`;
}

describe('the quote to blame', () => {
  test.each([
    ['a,"never closed\nmore,x\n', 1, '1:3'],
    ['a,"b","never closed\nmore\n', 1, '1:7'],
    ['a,b "c",d\n', 1, '1:5'],
    ['a"b",c,"d\n', 1, '1:2'],
    ['"a"b,c\n', 1, '1:1'],
    ['x,"a" b,c\n', 1, '1:3'],
    ['"a""b,c\n', 1, '1:1'],
    ['"a""b" c\n', 1, '1:1'],
    ['a,b\nc,"d\n', 2, '2:3'],
    ['a\r\nb,"c\r\n', 2, '2:3'],
    ['a\rb,"c\r', 2, '2:3'],
    ['"a\nb" c\n', 1, '1:1'],
    ['"a\nb","c\n', 1, '2:4'],
    ['a,b\n"c', 1, 'none'],
    ['a,b\n', 1, 'none'],
    ['a,b\n', 9, 'none'],
    ['', 1, 'none'],
    ['a;"b\n', 1, '1:3', ';'],
    ['a;b"c\n', 1, '1:4', ';'],
    ['a,"b"\n"never', 1, '1:3'],
  ])('in %j from line %i is at %s', async (text, firstLine, place, delimiter = ',') => {
    expect(await blamed([text], firstLine, delimiter)).toBe(place);
  });

  test('law: it does not matter where the text is cut', async () => {
    const lines = fc.array(fc.constantFrom('a,b\n', 'x\n', 'c,d\r', 'e\r\n'), { maxLength: 6 });
    const last = fc.constantFrom('a,"never', 'a,b"c\n', '"a"b,c\n', 'q,"x","y\n');
    await fc.assert(
      fc.asyncProperty(lines, last, fc.nat(), async (before, end, n) => {
        const text = before.join('') + end;
        const at = n % (text.length + 1);
        const whole = await blamed([text], before.length + 1);
        expect(whole).not.toBe('none');
        expect(await blamed([text.slice(0, at), text.slice(at)], before.length + 1)).toBe(whole);
      }),
    );
  });

  test('it is looked for in the first two million characters only', async () => {
    const million = 'x'.repeat(2 ** 20);
    expect(await blamed([`a,${million}"b`], 1)).toBe(`1:${2 ** 20 + 3}`);
    expect(await blamed([`a,${million}`, `${million}"b`], 1)).toBe('none');
  });
});
