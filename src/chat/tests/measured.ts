import type { Assertion } from './assertions.js';
import type { ChatTest } from './test-file.js';

type Expected = readonly (string | Assertion)[];

/** All assertions of a test that `isMeant`, including those within `any_of` and `all_of`. */
function assertionsOf(
  { turns, after }: ChatTest,
  isMeant: (one: Assertion) => boolean,
): readonly Assertion[] {
  const within = (expected: Expected): readonly Assertion[] =>
    expected.flatMap((one) => {
      if (typeof one === 'string') return [];
      if (one.kind === 'any_of' || one.kind === 'all_of') return within(one.value);
      return isMeant(one) ? [one] : [];
    });
  return within([...turns.flatMap(({ expect }) => expect), ...after]);
}

/** Whether a test measures the time of an answer, so that no answer of an earlier run will do. */
export function isTimed(test: ChatTest): boolean {
  return assertionsOf(test, ({ kind }) => kind === 'first_byte_ms' || kind === 'total_ms').length > 0;
}

/** Whether a test measures the first byte, which only a streamed answer has. */
export function timesFirstByte(test: ChatTest): boolean {
  return assertionsOf(test, ({ kind }) => kind === 'first_byte_ms').length > 0;
}

/** How many answers of a test a judge grades. */
export function judgedCount(test: ChatTest): number {
  return assertionsOf(test, ({ kind }) => kind === 'judge').length;
}
