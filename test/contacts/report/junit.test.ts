import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/contacts/report/fault.js';
import { junitXml } from '../../../src/contacts/report/junit.js';
import { importSummary } from '../../support/summary.js';

const fault = (line: number, more: Partial<Fault> = {}): Fault => {
  return { line, column: 'Mail', kind: 'rejected', code: 'bad_email', message: 'no address', ...more };
};

/** How many tests and failures a report claims to have, and how many it has. */
function counted(xml: string) {
  const claimed = /tests="(\d+)" failures="(\d+)"/.exec(xml) ?? [];
  const found = [/<testcase /g, /<failure /g].map((tag) => xml.match(tag)?.length ?? 0);
  return { claimed: claimed.slice(1).map(Number), found };
}

describe('a JUnit report', () => {
  test.each([
    [0, 0, [1, 0]],
    [2, 0, [3, 2]],
    [2, 500, [4, 3]],
    [0, 1, [2, 1]],
  ])('of %i faults and %i more has %j tests and failures', (faults, more, counts) => {
    const xml = junitXml(importSummary(), {
      faults: Array.from({ length: faults }, (_, i) => fault(i)),
      more,
    });
    expect(counted(xml)).toEqual({ claimed: counts, found: counts });
    expect(xml.includes('500')).toBe(more === 500);
  });

  test('a failure has the line, the column, the code and the reason', () => {
    const xml = junitXml(importSummary(), { faults: [fault(41), fault(42, { column: undefined })], more: 0 });
    const [first = '', second = ''] = xml.split('\n').filter((line) => line.includes('<failure'));
    for (const part of ['41', 'Mail', 'type="bad_email"', 'no address', 'contacts.csv'])
      expect(first).toContain(part);
    expect(second).toContain('42');
    expect(second).not.toContain('Mail');
  });

  test('rows that are settled are counted, whatever became of them', () => {
    const ledger = {
      ...importSummary().ledger,
      created: 1,
      updated: 2,
      unchanged: 4,
      skipped: 8,
      duplicate: 16,
    };
    const unsettled = { rejected: 100, 'in doubt': 200, unprocessed: 400 };
    const xml = junitXml(importSummary({ ledger: { ...ledger, ...unsettled } }), { faults: [], more: 0 });
    expect(xml).toMatch(/name="31\b/);
  });

  test('what comes from the file cannot end a tag or an attribute', () => {
    const bad = '"/><script>&\u0000';
    const { input } = importSummary();
    const all = fault(1, { column: bad, code: bad, message: bad });
    const xml = junitXml(importSummary({ input: { ...input, name: bad } }), { faults: [all], more: 1 });
    expect(xml).not.toMatch(/<script>|\u0000|&(?!(amp|lt|gt|quot|apos);)/);
    expect(counted(xml)).toEqual({ claimed: [3, 2], found: [3, 2] });
  });
});
