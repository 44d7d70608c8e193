import { expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.js';
import { documentOf, errorOf } from '../../src/chat/document.js';

const about = {
  ...{
    bot: { id: 'b1', name: 'Support' },
    model: null,
    temperature: 0.5,
    conversation_id: null,
    session: 's1',
  },
  credits: { estimate: 1, table: '2025-05' },
};
const reply = { status: 'complete', text: 'Hi', timing: { first_byte_ms: 1, total_ms: 2 } } as const;

test('a reply for programs is all that is known of it, without the failure that ended it', () => {
  expect(documentOf(about, reply)).toEqual({ ...about, ...reply, removed_controls: 0 });
  const cut = {
    ...reply,
    status: 'incomplete',
    note: 'cut',
    failure: new Failure('in-doubt', 'Cut off'),
  } as const;
  const { failure: _, ...rest } = cut;
  expect(documentOf(about, cut, 3)).toEqual({ ...about, ...rest, removed_controls: 3 });
});

test.each([
  [{}, { advice: null, status: null, requestId: null, details: null }],
  [
    { advice: 'Wait', status: 429, requestId: 'r1', details: { issues: [] }, isRepeatable: true },
    { advice: 'Wait', status: 429, requestId: 'r1', details: { issues: [] } },
  ],
])('a failure with %j has these fields, and null for what is unknown', (more, fields) => {
  const failure = new Failure('limit', 'Too much', more);
  expect(errorOf(failure)).toEqual({ code: 'limit', message: 'Too much', ...fields });
});
