import fc from 'fast-check';
import { expect, test } from 'vitest';
import { xml } from '../../../src/base/escape/xml.js';

test.each([
  ['a & b', 'a &amp; b'],
  ['<a href="x">', '&lt;a href=&quot;x&quot;&gt;'],
  ["it's", 'it&apos;s'],
  ['&amp;', '&amp;amp;'],
  [']]>', ']]&gt;'],
  ['a\n\tb\r', 'a\n\tb\r'],
  ['\u0000\u001b', '\\u{0}\\u{1b}'],
  ['\u0085\uffff', '\\u{85}\\u{ffff}'],
  ['a\ud800', 'a\ufffd'],
  ['山田😀', '山田😀'],
  ['', ''],
])('%j is written %s', (text, written) => {
  expect(xml(text)).toBe(written);
});

test('law: what XML 1.0 can hold is read again, and nothing else is in it', () => {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  const unit = fc.oneof(fc.constantFrom('&', '<', '"', "'", '\u0000', '\ud800', '\u{1f600}'), fc.string());
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      const written = xml(text);
      expect(written).not.toMatch(/[<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|&(?!\w+;)/);
      const read = written.replace(/&(\w+);/g, (_, name: string) => entities[name] ?? '?');
      const isHeld =
        text.isWellFormed() &&
        !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/.test(text);
      if (isHeld) expect(read).toBe(text);
    }),
  );
});
