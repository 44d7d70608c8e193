import { xml } from '../../base/escape/xml.js';
import type { Fault } from './fault.js';
import type { Faults } from './fault-groups.js';
import type { ImportSummary } from './summary.js';

/** A JUnit report: one test case for each row that was not imported, and one for all that were. */
export function junitXml(summary: ImportSummary, { faults, more }: Pick<Faults, 'faults' | 'more'>): string {
  const { input, ledger, seconds } = summary;
  const settled = ledger.created + ledger.updated + ledger.unchanged + ledger.skipped + ledger.duplicate;
  const failures = faults.length + (more > 0 ? 1 : 0);
  const suite = `name="${xml(`contacts import ${input.name}`)}" tests="${failures + 1}" failures="${failures}" time="${seconds}"`;
  const cases = [
    `<testcase classname="${xml(input.name)}" name="${settled} of ${input.rows} rows settled" time="${seconds}"/>`,
    ...faults.map((fault) => failedCase(input.name, fault)),
    ...(more > 0
      ? [
          `<testcase classname="${xml(input.name)}" name="${more} more rows"><failure message="${more} more rows were not imported; see the report"/></testcase>`,
        ]
      : []),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites><testsuite ${suite}>\n${cases.join('\n')}\n</testsuite></testsuites>\n`;
}

function failedCase(file: string, { line, column, kind, code, message }: Fault): string {
  const where = `line ${line}${column === undefined ? '' : `, ${column}`}`;
  return `<testcase classname="${xml(file)}" name="${xml(where)}"><failure type="${xml(code)}" message="${xml(`${kind}: ${message}`)}">${xml(`${file}:${line}`)}</failure></testcase>`;
}
