import type { Bot } from '../../api/bots.js';
import { type AskingDeps, askingCache, botJudge } from './asking.js';
import { judgedCount } from './measured.js';
import { runGroups, type TestDeps } from './run-tests.js';
import type { ChatTest } from './test-file.js';

export type Estimating = Pick<TestDeps, 'botOf' | 'prices' | 'io' | 'atOnce'> &
  Pick<AskingDeps, 'cache' | 'contactId'> & {
    readonly judgeBot: Bot | undefined;
    readonly priceOf: (bot: Bot, model: string | undefined) => number | null;
  };

/**
 * The price of each reply that will be requested, including those of the judge. With a cache, the tests are run on its answers
 * alone first: a test asks from the first turn whose answer is not there.
 */
export async function pricesOf(
  groups: readonly (readonly ChatTest[])[],
  estimating: Estimating,
): Promise<readonly (number | null)[]> {
  const { botOf, priceOf, judgeBot, cache } = estimating;
  const price = (test: ChatTest, turns: number, grades: number) => [
    ...Array.from({ length: turns }, () => priceOf(botOf(test), test.model)),
    ...(judgeBot === undefined ? [] : Array.from({ length: grades }, () => priceOf(judgeBot, undefined))),
  ];
  if (cache === undefined)
    return groups
      .flat()
      .flatMap((test) =>
        Array.from({ length: test.repeat }, () => price(test, test.turns.length, judgedCount(test))).flat(),
      );
  const ask = askingCache(estimating);
  const judge = judgeBot && botJudge(judgeBot, ask);
  const results = await runGroups(groups, { ...estimating, ask, judge, onRun: () => {} });
  return results.flat().flatMap(({ test, runs }) =>
    runs.flatMap(({ turns, error }) => {
      const missing = test.turns.length - turns.length;
      return price(test, missing, error === undefined ? 0 : judgedCount(test));
    }),
  );
}
