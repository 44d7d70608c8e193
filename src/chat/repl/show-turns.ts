import { counted } from '../../base/text.js';
import { type Conversation, chosenAnswer } from '../conversation.js';
import { markOf } from '../transcript.js';
import type { Screen } from './talk.js';

/** Shows the last turns as they would have been seen, and how many there were before them. `gap` follows each turn. */
export function showTurns(
  { turns }: Conversation,
  screen: Pick<Screen, 'said' | 'dim'>,
  { max, gap }: { readonly max: number; readonly gap: string },
): void {
  const hidden = turns.length - max;
  if (hidden > 0) screen.dim(`${counted(hidden, 'earlier turn')}: /history shows all${gap}`);
  for (const turn of turns.slice(-max)) {
    const answer = chosenAnswer(turn);
    screen.said(undefined, turn.question);
    if (answer === undefined) continue;
    const mark = markOf(answer);
    screen.said(answer.bot.name, `${answer.text}${mark === '' ? '' : `\n${mark}`}${gap}`);
  }
}
