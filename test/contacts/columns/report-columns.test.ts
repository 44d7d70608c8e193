import { expect, test } from 'vitest';
import { isReportColumn, reportColumns } from '../../../src/contacts/columns/report-columns.js';

test('reports add four columns, in this order', () => {
  expect(reportColumns).toEqual(['_line', '_column', '_code', '_message']);
});

test.each([
  ['_line', true],
  ['_message', true],
  ['line', false],
  ['_LINE', false],
  [' _line', false],
  ['', false],
])('%j is a column of a report: %s', (header, isReport) => {
  expect(isReportColumn(header)).toBe(isReport);
});
