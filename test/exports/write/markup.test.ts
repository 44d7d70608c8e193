import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escaped, jsonInPage, pageHead, pageTail } from '../../../src/exports/write/markup.js';

describe('text in a page', () => {
  test.each([
    ['plain', 'plain'],
    ['<b>&"\'</b>', '&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;'],
    ['&amp;', '&amp;amp;'],
    ['two\nlines\t', 'two\nlines\t'],
    ['\u001b[31m', '^[[31m'],
    ['\u202eevil', '\\u{202E}evil'],
  ])('%j is %j', (text, wanted) => {
    expect(escaped(text)).toBe(wanted);
  });

  test('law: holds no markup, and can stand in an attribute', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[<>&"'a;#]{0,9}$/)), (text) => {
        expect(escaped(text)).not.toMatch(/[<>"']/);
        expect(escaped(text)).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});

describe('JSON in a page', () => {
  const text = fc.stringMatching(/^[<>&/!\-script\u2028\u2029"\\]{0,20}$/);

  test('law: ends no element and begins no comment, and is the same value again', () => {
    fc.assert(
      fc.property(fc.dictionary(text, fc.array(text)), (value) => {
        const json = jsonInPage(value);
        expect(json).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(json)).toEqual({ ...value });
      }),
    );
  });
});

describe('a page', () => {
  const page = { title: 'Bot <1>', style: 'b{}', scripts: ['one()', 'two("é")'] };
  const sum = (script: string) => createHash('sha256').update(script).digest('base64');

  test('allows its own scripts by their sums, and no other source of anything', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(pageHead(page)) ?? [];
    const rules = policy.split('; ').map((rule) => rule.split(' '));
    expect(rules).toContainEqual(['default-src', "'none'"]);
    expect(rules).toContainEqual(['script-src', ...page.scripts.map((script) => `'sha256-${sum(script)}'`)]);
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  });

  test('shows its title as text, and ends with its scripts in order', () => {
    expect(pageHead(page)).toContain('<title>Bot &lt;1&gt;</title>');
    const scripts = [...pageTail(page).matchAll(/<script>(.*)<\/script>/g)].map(([, script]) => script);
    expect(scripts).toEqual(page.scripts);
    expect(pageTail(page).endsWith('</html>\n')).toBe(true);
  });
});
