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
  const answer = { contentType, framing: 'proven' as const, chunks, clean: (error: ApiError) => error };
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

  test('K-8 that begins like an event or holds [DONE] is not interpreted', async () => {
    expect(await read('data: {"text":"x"}\n\ndata: [DONE]\n\n', 'text/plain')).toBe(
      'data: {"text":"x"}\n\ndata: [DONE]\n\n',
    );
  });

  test('K-4 that ends inside a character is cut', async () => {
    await expect(read(Buffer.from('é😀').subarray(0, 4), 'text/plain')).rejects.toMatchObject({
      kind: 'cut',
    });
  });

  test('K-10 that is empty is no answer', async () => {
    await expect(read('', 'text/plain')).rejects.toMatchObject({
      kind: 'unreadable',
      message: 'the answer is empty',
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
    'K-6 %j ends without the end marker and is cut',
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

test('K-9 JSON in place of a stream gives its text', async () => {
  expect(await read('{"text":"whole"}', 'application/json; charset=utf-8')).toBe('whole');
});
