import type { BytesAnswer, Caller } from './call.js';
import { ApiError } from './error.js';
import type { Method } from './http.js';
import { readJson } from './read.js';

export type RawRequest = {
  readonly method: Method;
  /** Path and query below the base URL, encoded; begins with a slash. */
  readonly path: string;
  readonly body?: Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type Raw = {
  /** Any call, with the same key, rate limit and errors. Only a GET is retried when in doubt; a web page is an error. */
  readonly send: (request: RawRequest) => Promise<BytesAnswer>;
};

export function rawCalls(caller: Caller): Raw {
  return {
    send: async (request) => {
      const answer = await caller.bytes(request, request.method === 'GET' ? 'read' : 'write');
      if (/^text\/html/i.test(answer.contentType))
        throw new ApiError('unreadable', 'got a web page, not the API');
      if (/json/i.test(answer.contentType) && answer.body.length > 0)
        readJson(answer.body, answer.contentType);
      return answer;
    },
  };
}
