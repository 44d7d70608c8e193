import { describe, expect, test } from 'vitest';
import {
  blockOf,
  findBlock,
  isSealed,
  sealed,
  withBlock,
  withoutBlock,
} from '../../../src/commands/completion/block.js';

const lines = ['fpath=(x $fpath)', 'autoload -Uz compinit'];

function undone(text: string | undefined): string | undefined {
  const found = findBlock(text ?? '');
  if (found.kind !== 'whole') throw new Error(`the block is ${found.kind}`);
  return withoutBlock(found);
}

describe('a block in a start file', () => {
  test.each([[undefined], [''], ['\n'], ['a'], ['a\n'], ['a\n\n'], ['a\r\n'], ['\xff\xfe\x00\n']])(
    'is taken out of %j without a trace',
    (text) => {
      expect(undone(withBlock(text, lines))).toBe(text);
    },
  );

  test('is written once, and replaced in its place when its lines change', () => {
    const old = `${withBlock('a\n', ['old'])}b\n`;
    const fresh = withBlock(old, lines);
    expect(fresh).toBe(`a\n\n${blockOf(lines, false)}b\n`);
    expect(withBlock(fresh, lines)).toBe(fresh);
  });

  test('a file that was made for it stays one after an update', () => {
    expect(undone(withBlock(withBlock(undefined, ['old']), lines))).toBeUndefined();
  });

  test('what was added below stays, and never runs into the line above', () => {
    expect(undone(`${withBlock('a', lines)}b\n`)).toBe('a\nb\n');
    expect(undone(`${withBlock(undefined, lines)}b\n`)).toBe('b\n');
  });

  test.each([
    ['a changed line', (text: string) => text.replace('compinit', 'compinit -u')],
    ['an added line', (text: string) => text.replace('fpath', 'echo\nfpath')],
    ['no end', (text: string) => text.replace(/# <<<.*\n/, '')],
    ['no beginning', (text: string) => text.replace(/# >>>.*\n/, '')],
    ['two of it', (text: string) => text + text],
    ['line breaks of Windows', (text: string) => text.replaceAll('\n', '\r\n').replace('>>>\r', '>>>')],
  ])('is left alone with %s', (_, change) => {
    const text = change(blockOf(lines, false));
    expect(findBlock(text).kind).toBe('damaged');
    expect(withBlock(text, lines)).toBeUndefined();
  });

  test('words that only look like its marks are not its marks', () => {
    expect(findBlock('echo "# >>> cbase completion >>>"\n').kind).toBe('none');
  });
});

test('a script is recognized by its seal as long as it is unchanged', () => {
  const text = sealed('#compdef cbase\n');
  expect([text, `${text}\n`, text.replace('cbase', 'cbasé'), '#compdef cbase\n', ''].map(isSealed)).toEqual([
    ...[true, false, false, false, false],
  ]);
});
