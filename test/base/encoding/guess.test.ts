import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { guessedEncodings } from '../../../src/base/encoding/guess.js';

const guessed = (...lines: readonly Buffer[]) =>
  guessedEncodings(lines, (bytes, name) => iconv.decode(bytes, name));

describe('the encodings that bytes could be in', () => {
  test.each([
    ['windows-1252', '1,Zoë'],
    ['windows-1252', '1,Jürgen Größe'],
    ['windows-1252', '1,Zoë “quoted” €'],
    ['windows-1252', 'O’Hara — née Müller'],
    ['windows-1252', 'ÉLODIE SEÑOR ÅSE'],
    ['windows-1250', '1,Łukasz Żółć'],
    ['macintosh', '1,Jürgen Größe'],
    ['macintosh', '1,François Lefèvre'],
    ['cp850', '1,Jürgen Größe'],
    ['windows-1251', '1,Иван Петров'],
    ['koi8-r', '1,Иван Петров'],
    ['shift_jis', '2,山田'],
    ['shift_jis', '2,たろう,ヤマダ'],
    ['euc-jp', '2,山田太郎さん'],
    ['gb18030', '1,王小明'],
    ['big5', '1,王小明'],
    ['euc-kr', '1,김철수'],
  ])('%s: %s comes first', (encoding, text) => {
    expect(guessed(iconv.encode(text, encoding))[0]).toEqual({ encoding, text });
  });

  test.each([
    ['windows-1250', 'Dvořák'],
    ['windows-1253', 'Γιώργος'],
  ])('%s: %s is among three', (encoding, text) => {
    const guesses = guessed(iconv.encode(text, encoding));
    expect(guesses).toContainEqual({ encoding, text });
    expect(guesses.length).toBeLessThanOrEqual(3);
  });

  test.each([
    ['UTF-8 with one bad byte', Buffer.concat([Buffer.from('Zoë, Jürgen, '), Buffer.from([0xeb])])],
    ['a stray byte', Buffer.from([0x31, 0xff])],
    ['no letters', Buffer.from([0x31, 0x2c, 0xa7, 0xb1])],
  ])('%s is not judged', (_, bytes) => {
    expect(guessed(bytes)).toEqual([]);
  });

  test('the first line is shown, and all of them are judged', () => {
    const lines = ['1,Jürgen', '2,Größe', '3,Ärger'].map((text) => iconv.encode(text, 'macintosh'));
    expect(guessed(...lines)).toEqual([{ encoding: 'macintosh', text: '1,Jürgen' }]);
  });

  test('nothing is said of nothing', () => {
    expect(guessed()).toEqual([]);
  });
});
