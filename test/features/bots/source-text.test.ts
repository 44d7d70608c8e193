import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file } from '../../support/workdir.js';

describe('source text of a bot', () => {
  test.each([
    ['a PDF', Buffer.from('%PDF-1.7 text'), 'a PDF document'],
    ['a Word file', Buffer.from('PK\x03\x04text'), 'a ZIP archive'],
    ['a picture', Buffer.from('\x89PNG text', 'latin1'), 'a PNG image'],
    ['RTF', Buffer.from('{\\rtf1 text}'), 'an RTF document'],
  ])('%s is refused as text, and the error names its type', async (_, bytes, what) => {
    const api = await emulator();
    const argv = ['bots', 'train', 'b1', '--source', file(bytes as unknown as string, 'source.txt'), '--yes'];
    const { code, err } = await run(argv, { env: api.env });
    expect([code, err]).toEqual([2, expect.stringContaining(what)]);
    expect(api.seen('POST /update-chatbot-data')).toEqual([]);
  });
});
