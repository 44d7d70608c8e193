import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiError, type ApiErrorKind } from '../../../src/api/error.js';
import {
  type FailedRequest,
  readBeforeParts,
  type ServerKnowledge,
  stepAfterFailure,
  stepWithRefused,
} from '../../../src/contacts/sending/decide.js';

type Parts = ServerKnowledge['storesParts'];
const maxWaitMs = 300_000;
const waits = [0, 7000, maxWaitMs, maxWaitMs + 1];
const sizes = [1, 2, 9, 10, 300];

function failed(kind: ApiErrorKind, rows: number, waitMs = 0): FailedRequest {
  return { kind, rows, waitMs, mayHaveHappened: new ApiError(kind, '').mayHaveHappened };
}

/** All that follows a failure when no row of the batch is stored and the server names none. */
function whatFollows(request: FailedRequest, storesParts: Parts): string {
  const { kind, rows } = request;
  const step = stepAfterFailure(request, { maxWaitMs });
  if (step.do === 'read-back') return `read-back ${step.afterMs}`;
  if (step.do === 'halt') return step.left ? 'halt' : 'halt unsent';
  if (step.do !== 'take-apart') return step.do;
  const part = stepWithRefused({ kind, rows, left: rows, faulty: 0 }, { storesParts });
  const next = part.do === 'split' ? `split ${part.cut}${part.isTelling ? ' telling' : ''}` : part.do;
  return `read ${readBeforeParts(request, { storesParts })}, ${next}`;
}

/** What follows with 1, 2, 9, 10 and 300 rows, for each thing that is known of the server. */
type Answered = Readonly<Record<Parts, readonly string[]>>;

const everywhere = (steps: readonly string[]): Answered => ({ unknown: steps, never: steps, seen: steps });
const alone = (step: string, others: string) => [step, others, others, others, others];
const always = (step: string) => everywhere(alone(step, step));
const split = (read: string, ...cuts: readonly (number | string)[]) =>
  cuts.map((cut) => `read ${read}, split ${cut}`);
const telling = '1 telling';

/** An error in doubt is read back whatever is known of the server, and however many rows there are. */
const table: Readonly<Record<ApiErrorKind, Answered | 'in doubt'>> = {
  lost: 'in doubt',
  cut: 'in doubt',
  slow: 'in doubt',
  unreadable: 'in doubt',
  server: 'in doubt',
  stopped: 'in doubt',
  unsent: always('halt unsent'),
  untrusted: always('halt'),
  auth: always('halt'),
  forbidden: always('halt'),
  credits: always('halt'),
  'not-found': always('halt'),
  'rate-limit': always('halt'),
  'too-large': everywhere(alone('reject', 'shrink')),
  'contact-limit': {
    ...everywhere(alone('read nothing, halt', 'read all, halt')),
    never: alone('read nothing, halt', 'read nothing, halt'),
  },
  invalid: {
    unknown: ['reject', ...split('all', 1, 4, telling, telling)],
    never: ['reject', ...split('nothing', 1, 4, 5, 150)],
    seen: ['reject', ...split('all', 1, 1, 1, 1)],
  },
  conflict: {
    unknown: ['read existing, reject', ...split('all', 1, 4, telling, telling)],
    never: ['read existing, reject', ...split('existing', 1, 4, 5, 150)],
    seen: ['read existing, reject', ...split('all', 1, 1, 1, 1)],
  },
};
const doubt = ['read-back 0', 'read-back 7000', 'read-back 300000', 'read-back-and-halt'];

const cases = Object.entries(table).flatMap(([kind, following]) =>
  (['unknown', 'never', 'seen'] as const).map((parts) => [kind as ApiErrorKind, parts, following] as const),
);

describe('what follows a failed request, for every size and every wait', () => {
  test.each(cases)('%s, where the server is known to store parts: %s', (kind, parts, following) => {
    const followed = waits.map((waitMs) =>
      sizes.map((rows) => whatFollows(failed(kind, rows, waitMs), parts)),
    );
    expect(followed).toEqual(
      waits.map((_, i) => (following === 'in doubt' ? sizes.map(() => doubt[i]) : following[parts])),
    );
  });
});

describe('the parts of a refused batch, once some rows are stored or named', () => {
  test.each([
    // kind, rows, left, faulty, what is known of the server, what follows
    ['conflict', 10, 9, 0, 'unknown', { do: 'send-left' }],
    ['conflict', 10, 0, 0, 'seen', { do: 'send-left' }],
    ['conflict', 1, 0, 0, 'never', { do: 'send-left' }],
    ['conflict', 10, 9, 3, 'never', { do: 'send-left' }],
    ['contact-limit', 10, 4, 0, 'seen', { do: 'halt' }],
    ['contact-limit', 10, 10, 2, 'never', { do: 'halt' }],
    ['invalid', 10, 10, 1, 'unknown', { do: 'reject-faulty' }],
    ['invalid', 10, 4, 4, 'seen', { do: 'reject-faulty' }],
    ['invalid', 1, 1, 1, 'never', { do: 'reject-faulty' }],
    ['invalid', 10, 9, 0, 'unknown', { do: 'split', cut: 4, isTelling: false }],
    ['invalid', 300, 299, 0, 'unknown', { do: 'split', cut: 149, isTelling: false }],
    ['invalid', 300, 299, 0, 'seen', { do: 'split', cut: 1, isTelling: false }],
  ] as const)(
    '%s of %i rows with %i left and %i at fault, parts %s',
    (kind, rows, left, faulty, parts, step) => {
      expect(stepWithRefused({ kind, rows, left, faulty }, { storesParts: parts })).toEqual(step);
    },
  );

  test('law: a split makes both parts smaller, and tells only what is not known yet', () => {
    const parts = fc.constantFrom<Parts>('unknown', 'never', 'seen');
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 999 }), fc.nat(), parts, (rows, n, storesParts) => {
        const left = 2 + (n % (rows - 1));
        const step = stepWithRefused({ kind: 'invalid', rows, left, faulty: 0 }, { storesParts });
        const { cut, isTelling } = step.do === 'split' ? step : { cut: 0, isTelling: false };
        expect(cut > 0 && cut < left).toBe(true);
        if (isTelling) expect([storesParts, left, cut]).toEqual(['unknown', rows, 1]);
      }),
    );
  });
});
