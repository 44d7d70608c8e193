import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlText } from '../../src/base/yaml-text.js';

/** All texts of these characters with this length. */
function textsOf(length: number): readonly string[] {
  if (length === 0) return [''];
  return textsOf(length - 1).flatMap((text) => [' ', '\n', '\t', 'a', '#', '-'].map((one) => text + one));
}

test('texts of blanks, line feeds and marks come back, wherever they stand', async () => {
  for (const length of [1, 2, 3, 4]) {
    const texts = textsOf(length);
    const document = {
      list: texts,
      fields: Object.fromEntries(texts.map((text, i) => [`f${i}`, text])),
      nested: texts.map((text) => ({ inside: [text, { text }] })),
    };
    expect(parse(await yamlText(document))).toEqual(document);
    const blocks = Object.keys(document.fields).map((name) => `fields.${name}`);
    expect(parse(await yamlText(document, { blocks }))).toEqual(document);
  }
});

test('a text of lines is a block, and one whose first line is indented is quoted', async () => {
  expect(await yamlText({ text: 'one\n  two\n' })).toBe('text: |\n  one\n    two\n');
  expect(await yamlText({ text: ' one\ntwo\n' })).toBe('text: " one\\ntwo\\n"\n');
});
