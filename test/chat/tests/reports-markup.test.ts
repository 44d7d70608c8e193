import { describe, expect, test } from 'vitest';
import { cell, fenced, testsJunit, testsMarkdown } from '../../../src/chat/tests/reports.js';
import { fail, result, results, summary } from '../../support/results.js';

describe('a JUnit report', () => {
  const xml = testsJunit([...results, result([fail], { name: '<&">\u0000' })], 'a&b.yaml', summary);

  test('has a case for each test, with the time of all its answers, and tells failures from errors', () => {
    expect(xml.match(/<testcase /g)).toHaveLength(4);
    expect([...xml.matchAll(/time="([^"]*)"/g)].map(([, time]) => time)).toEqual([
      '0.900',
      '2.700',
      '0.900',
      '0.900',
    ]);
    expect([xml.match(/<failure /g)?.length, xml.match(/<error /g)?.length]).toEqual([2, 1]);
    expect(xml).toContain('tests="3" failures="1" errors="1"');
  });

  test('holds nothing that breaks it', () => {
    expect(xml).not.toMatch(/\u0000|&(?!(amp|lt|gt|quot|apos);)/);
    expect(xml.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/);
    expect(xml).toContain('name="&lt;&amp;&quot;&gt;');
  });
});

describe('Markdown for a page', () => {
  test('has a row for each test, and a section for each that did not pass', () => {
    const text = testsMarkdown(results, 't.yaml', summary);
    const rows = text
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(1);
    expect(
      rows.map((row) =>
        row
          .split(/(?<!\\)\|/)
          .slice(2, 4)
          .map((one) => one.trim()),
      ),
    ).toEqual([
      ['refund', '1/1'],
      ['a\\|b', '1/3'],
      ['refund', '0/1'],
    ]);
    expect(text.match(/<details>/g)).toHaveLength(2);
    const heads = [summary, { ...summary, failed: 0, errors: 0 }].map((one) =>
      testsMarkdown([], 't.yaml', one),
    );
    expect(heads.map((head) => head.includes('✅'))).toEqual([false, true]);
  });

  test.each([
    ['a b', 'a b'],
    ['a\n b', 'a b'],
    ['<img src=x> & co', '&lt;img src=x&gt; &amp; co'],
    ['a | [b](c)', 'a \\| \\[b\\](c)'],
    ['@ada', '@\u200bada'],
  ])('a cell shows %j as %j', (text, wanted) => {
    expect(cell(text)).toBe(wanted);
  });

  test.each([
    ['plain', 3],
    ['``` code', 4],
    ['`````', 6],
    ['`one` ``two``', 3],
  ])('the fence around %j has %i backticks', (text, length) => {
    const fence = '`'.repeat(length);
    expect(fenced(text)).toBe(`${fence}\n${text}\n${fence}`);
  });
});
