import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { lateSignal } from '../../../src/base/late-signal.js';
import { markdownOf } from '../../../src/bots/source-files/html.js';
import { pdfText } from '../../../src/bots/source-files/pdf.js';
import { testIo } from '../../support/io.js';
import { file } from '../../support/workdir.js';

test('a PDF that pdftotext does not read within two minutes is named, and the program is ended', async () => {
  const program = file('#!/bin/sh\nexec sleep 1000\n', 'pdftotext');
  chmodSync(program, 0o755);
  // Its clock jumps over every wait.
  const io = testIo({ env: { PATH: `${dirname(program)}:${process.env.PATH}` } });
  await expect(
    pdfText(io, Buffer.from('%PDF-1.4'), { name: 'big.pdf', maxChars: 100 }),
  ).rejects.toMatchObject({
    kind: 'usage',
    message: 'pdftotext could not read big.pdf within 120 s',
    more: { advice: 'Split the file, or convert it to text yourself' },
  });
  // Ctrl-C, which might have ended it, is given a moment to arrive.
  expect(io.slept).toEqual([120_000, ...Array(lateSignal.times).fill(lateSignal.ms)]);
});

const page = (sections: number) =>
  `<!doctype html><title>T</title><main>${'<h2>Hours – é😀</h2><p>We are <b>open</b>.<ul><li>One<li>Two</ul>\r\n'.repeat(sections)}</main>`;

test('a page is parsed in pieces, and what comes out does not show where they end', async () => {
  const section = '## Hours – é😀\n\nWe are **open**.\n\n- One\n- Two';
  const io = testIo();
  const { title, text } = await markdownOf(io, page(1500), 'a.html');
  expect(title).toBe('T');
  expect(text).toBe(Array.from({ length: 1500 }, () => section).join('\n\n'));
});

test('Ctrl-C ends the parsing of a page', async () => {
  const io = testIo();
  const reading = markdownOf(io, page(1500), 'a.html');
  io.interruptWith('SIGINT');
  await expect(reading).rejects.toThrow();
  // The pieces of the page, of which none was waited for.
  expect(io.slept.length).toBeLessThan(3);
});
