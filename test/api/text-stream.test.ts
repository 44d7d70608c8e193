import { describe, expect, test } from 'vitest';
import { ApiError } from '../../src/api/error.js';
import { replyFrom } from '../../src/api/text-stream.js';

async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    yield Buffer.from(bytes.subarray(from, cut));
    from = cut;
  }
}

async function read(
  content: string | Buffer,
  contentType: string,
  cuts: readonly number[] = [],
): Promise<string> {
  const chunks = pieces(Buffer.from(content), cuts);
  const answer = {
    contentType,
    framing: 'proven' as const,
    chunks,
    clean: (error: ApiError) => error,
    cleanText: (text: AsyncIterable<string>) => text,
    cleanBody: (body: Buffer) => body,
    close: () => {},
  };
  const reply = replyFrom(answer, (json) => (json as { text: string }).text);
  let text = '';
  for await (const piece of reply.text) text += piece;
  return text;
}

describe('raw text', () => {
  const answer = 'Größe 😀👩‍🌾 data: [DONE] 日本\r\nend';

  test('K-3 is the same wherever its bytes are split', async () => {
    const length = Buffer.byteLength(answer);
    for (let cut = 0; cut <= length; cut++) expect(await read(answer, 'text/plain', [cut])).toBe(answer);
    expect(
      await read(
        answer,
        'text/plain; charset=utf-8',
        Array.from({ length }, (_, i) => i),
      ),
    ).toBe(answer);
  });

  test('K-8 that begins like an event or contains [DONE] is not interpreted', async () => {
    expect(await read('data: {"text":"x"}\n\ndata: [DONE]\n\n', 'text/plain')).toBe(
      'data: {"text":"x"}\n\ndata: [DONE]\n\n',
    );
  });

  test('K-4 that ends inside a character counts as cut', async () => {
    await expect(read(Buffer.from('é😀').subarray(0, 4), 'text/plain')).rejects.toMatchObject({
      kind: 'cut',
    });
  });

  test('K-10 that is empty is an error', async () => {
    await expect(read('', 'text/plain')).rejects.toMatchObject({
      kind: 'unreadable',
      message: 'the response is empty',
    });
  });
});

describe('server-sent events', () => {
  test.each([
    ['LF', 'data: Hel\n\ndata: lo\n\ndata: [DONE]\n\n', 'Hello'],
    ['CRLF', 'data: Hel\r\n\r\ndata: lo\r\n\r\ndata: [DONE]\r\n\r\n', 'Hello'],
    ['CR', 'data: Hel\r\rdata: lo\r\rdata: [DONE]\r\r', 'Hello'],
    ['comments and other fields', ': hi\nevent: x\nid: 1\nretry: 5\ndata: a\n\ndata: [DONE]\n\n', 'a'],
    ['several data lines', 'data: a\ndata: b\n\ndata: [DONE]\n\n', 'a\nb'],
    ['a raw line break inside a token', 'data: a\nb\n\ndata: [DONE]\n\n', 'a\nb'],
    ['JSON payloads', 'data: {"text":"a"}\n\ndata: {"delta":"b"}\n\ndata: [DONE]\n\n', 'ab'],
    ['no blank line after the last event', 'data: a\n\ndata: [DONE]', 'a'],
  ])('K-5 with %s are read exactly, wherever they are split', async (_, stream, text) => {
    const length = Buffer.byteLength(stream);
    for (let cut = 0; cut <= length; cut++) expect(await read(stream, 'text/event-stream', [cut])).toBe(text);
  });

  test.each(['data: a\n\n', 'data: a', 'data: a\n\ndata: b\n', ''])(
    'K-6 %j ends without the end marker and counts as cut',
    async (stream) => {
      await expect(read(stream, 'text/event-stream')).rejects.toMatchObject({ kind: 'cut' });
    },
  );

  test('K-7 an error inside the stream is an error', async () => {
    await expect(read('data: a\n\ndata: {"error":"boom"}\n\n', 'text/event-stream')).rejects.toBeInstanceOf(
      ApiError,
    );
  });
});

test('K-9 JSON in place of a stream yields its text', async () => {
  expect(await read('{"text":"whole"}', 'application/json; charset=utf-8')).toBe('whole');
});

describe('C-21 C-22 text that an event stream must not lose', () => {
  test.each([
    ['a space that belongs to the word', 'data:Hello\n\ndata: world\n\ndata:[DONE]\n\n', 'Hello world'],
    ['a space that belongs to the format', 'data: Hello\n\ndata:  world\n\ndata: [DONE]\n\n', 'Hello world'],
    ['an end marker with a space after events without one', 'data:Hello\n\ndata: [DONE]\n\n', 'Hello'],
    ['an empty first event', 'data:\n\ndata: Hello\n\ndata: [DONE]\n\n', 'Hello'],
    ['a raw line break inside a word', 'data: one\ntwo\n\ndata: [DONE]\n\n', 'one\ntwo'],
    ['two data lines of one event', 'data: one\ndata: two\n\ndata: [DONE]\n\n', 'one\ntwo'],
    ['a last event without its blank line', 'data: one\n\ndata: [DONE]', 'one'],
    [
      'CRLF, comments, ids and retries',
      ': hi\r\nid: 1\r\nretry: 5\r\ndata: one\r\n\r\ndata: [DONE]\r\n\r\n',
      'one',
    ],
    [
      'text, delta and content',
      'data: {"text":"a"}\n\ndata: {"delta":"b"}\n\ndata: {"content":"c"}\n\ndata: [DONE]\n\n',
      'abc',
    ],
    [
      'chunks in the format of another vendor, with a role and an end without text',
      'data: {"choices":[{"delta":{"role":"assistant"}}]}\n\ndata: {"choices":[{"delta":{"content":"hi"}}]}\n\ndata: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
      'hi',
    ],
    ['an end marker without a blank line before it', 'data: one\ndata: two\ndata: [DONE]\n\n', 'one\ntwo'],
    ['JSON of an unknown shape', 'data: {"a":1}\n\ndata: [1]\n\ndata: [DONE]\n\n', '{"a":1}[1]'],
  ])('%s', async (_, stream, wanted) => {
    const bytes = Buffer.from(stream);
    for (let cut = 0; cut <= bytes.length; cut += 3)
      expect(await read(bytes, 'text/event-stream', [cut])).toBe(wanted);
  });
});

describe('C-20 a response without a content type', () => {
  test.each([
    ['data: one\n\ndata: [DONE]\n\n', 'one'],
    ['event: x\nid: 1\ndata: one\n\ndata: [DONE]\n\n', 'one'],
    ['data: is a line of text\nand so is this', 'data: is a line of text\nand so is this'],
    ['id: 5', 'id: 5'],
    ['data: one', 'data: one'],
    ['Hello\n\ndata: x\n\n', 'Hello\n\ndata: x\n\n'],
  ])('%j is read as %j', async (body, wanted) => {
    for (const type of ['', 'application/octet-stream']) expect(await read(body, type)).toBe(wanted);
    expect(await read(body, 'text/plain')).toBe(body);
  });
});
