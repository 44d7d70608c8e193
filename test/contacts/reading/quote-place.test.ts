import { describe, expect, test } from 'vitest';
import { blamedQuote } from '../../../src/contacts/reading/quote-place.js';

/** The place of the quote as `line:column`. */
function blamed(text: string, firstLine: number, delimiter: string): string {
  const place = blamedQuote(text, firstLine, { delimiter, quote: '"' });
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
    ['c,"d\n', 2, '2:3'],
    ['b,"c\r\n', 2, '2:3'],
    ['b,"c\r', 2, '2:3'],
    ['"a\nb" c\n', 1, '1:1'],
    ['"a\nb","c\n', 1, '2:4'],
    ['a,b\n"c', 1, 'none'],
    ['a,b\n', 1, 'none'],
    ['', 1, 'none'],
    ['a;"b\n', 1, '1:3', ';'],
    ['a;b"c\n', 1, '1:4', ';'],
    ['a,"b"\n"never', 1, '1:3'],
  ])('in %j from line %i is at %s', (text, firstLine, place, delimiter = ',') => {
    expect(blamed(text, firstLine, delimiter)).toBe(place);
  });

  test.each([
    ['1, "Roe, Jane",x\n', true],
    ['1,"Roe" ,x\n', true],
    ['1,"Roe"  \n', true],
    ['1,a "b"\n', false],
    ['1,"a" b\n', false],
    ['1,"never\n', false],
  ])('in %j has only blanks around its cell: %s', (text, isPadded) => {
    expect(blamedQuote(text, 1, { delimiter: ',', quote: '"' })?.isPadded).toBe(isPadded);
  });
});
