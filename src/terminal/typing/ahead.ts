import { withoutLast } from './graphemes.js';
import type { Key } from './keys.js';

/** What is typed while a reply arrives: nothing of it is shown before the reply has ended. */
export type Ahead = {
  /** The draft for the next line. */
  readonly text: string;
  /** A message that was ended with Enter: at most one. */
  readonly queued: string | undefined;
  /** Something was pasted into the draft, so Enter does not end it. */
  readonly isPasted: boolean;
};

export const noAhead: Ahead = { text: '', queued: undefined, isPasted: false };

export function withKey(ahead: Ahead, key: Key): Ahead {
  switch (key.kind) {
    case 'text':
      return { ...ahead, text: ahead.text + key.text };
    case 'paste':
      return { ...ahead, text: ahead.text + key.text, isPasted: true };
    case 'newline':
      return { ...ahead, text: `${ahead.text}\n` };
    case 'backspace':
      return { ...ahead, text: withoutLast(ahead.text) };
    case 'enter':
      return entered(ahead);
    default:
      return ahead;
  }
}

function entered(ahead: Ahead): Ahead {
  if (ahead.text.trim() === '') return ahead;
  // What cannot be queued stays apart, as the lines it was typed in.
  if (ahead.isPasted || ahead.queued !== undefined) return { ...ahead, text: `${ahead.text}\n` };
  return { text: '', queued: ahead.text, isPasted: false };
}
