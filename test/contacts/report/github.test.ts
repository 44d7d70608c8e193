import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/contacts/report/fault.js';
import { annotations, jobSummary } from '../../../src/contacts/report/github.js';
import { importSummary } from '../../support/summary.js';

const fault = (line: number, more: Partial<Fault> = {}): Fault => {
  return { line, column: 'Mail', kind: 'rejected', code: 'bad_email', message: 'no address', ...more };
};
const faultsOf = (length: number) => Array.from({ length }, (_, i) => fault(i + 2));

describe('annotations', () => {
  test.each([
    [0, 0, 0, undefined],
    [3, 0, 3, undefined],
    [10, 0, 10, undefined],
    [11, 0, 9, 2],
    [10, 1, 9, 2],
    [10, 1000, 9, 1001],
  ])('of %i faults and %i more, %i are shown and %s told of', (length, more, shown, rest) => {
    const lines = annotations('contacts.csv', { faults: faultsOf(length), more });
    const last = lines.slice(shown);
    expect(lines.slice(0, shown).every((line, i) => line.includes(`,line=${i + 2},`))).toBe(true);
    expect(last.length).toBe(rest === undefined ? 0 : 1);
    if (rest !== undefined) expect(last[0]).toMatch(new RegExp(`::.*\\b${rest}\\b`));
  });

  test('one names the file, the line, the kind and the column', () => {
    const [first] = annotations('contacts.csv', { faults: [fault(7)], more: 0 });
    expect(first).toBe('::error file=contacts.csv,line=7,title=rejected%3A Mail::no address');
  });

  test('a row without a column still has a title', () => {
    const [first] = annotations('a', { faults: [fault(7, { column: undefined })], more: 0 });
    expect(first).toMatch(/title=rejected%3A \w+::/);
  });

  test.each([
    [{ message: '100% wrong' }, '::100%25 wrong'],
    [{ message: 'one\n::error::two' }, '::one^J::error::two'],
    [{ message: 'a: b, c' }, '::a: b, c'],
    [{ column: 'a:b,c%\n' }, 'title=rejected%3A a%3Ab%2Cc%25^J::'],
  ])('%j cannot begin a command of its own', (more, part) => {
    const lines = annotations('contacts.csv', { faults: [fault(7, more)], more: 0 });
    expect(lines).toEqual([expect.stringContaining(part)]);
    expect(lines.join()).not.toMatch(/[\r\n]/);
  });

  test('the name of the file is escaped, in the last line too', () => {
    const lines = annotations('a,b:c.csv', { faults: faultsOf(10), more: 1 });
    expect(lines.every((line) => line.startsWith('::error file=a%2Cb%3Ac.csv,'))).toBe(true);
  });
});

describe('the summary of a job', () => {
  test('has a line for each class that holds a row, and the sum', () => {
    const ledger = { ...importSummary().ledger, created: 2, 'in doubt': 1 };
    const rows = jobSummary(importSummary({ ledger }))
      .split('\n')
      .filter((line) => line.startsWith('| '));
    expect(rows.slice(1)).toEqual(['| created | 2 |', '| in doubt | 1 |', '| **read** | **3** |']);
  });

  test.each([
    [{ run: 'run-1', exitCode: 7 }, ['run-1', '7'], true],
    [{ run: null, stoppedBecause: 'the disk is full' }, ['the disk is full'], true],
    [{ run: null }, ['run-1'], false],
  ])('of %j names %j: %s', (more, parts, isNamed) => {
    const text = jobSummary(importSummary(more));
    expect(parts.every((part) => text.includes(part))).toBe(isNamed);
  });

  test.each(['# title', '[a](http://b)', '<b>', 'a|b', '`x`', '**b**', 'a\n# b', '![i](x)'])(
    'a bot called %j changes nothing of the page',
    (name) => {
      const lines = jobSummary(importSummary({ bot: { id: 'b', name } })).split('\n');
      const plain = jobSummary(importSummary({ bot: { id: 'b', name: 'plain' } })).split('\n');
      expect(lines.slice(1)).toEqual(plain.slice(1));
      expect(lines[0]?.slice(4).replace(/\\./g, '')).not.toMatch(/[`*_{}[\]<>#|!]/);
    },
  );
});
