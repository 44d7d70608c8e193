import { withoutLast } from './graphemes.js';
import type { Key } from './keys.js';

/** What the user types while a reply arrives; it is not shown before the reply has ended. */
export type Ahead = {
  /** The draft for the next line. */
  readonly text: string;
  /** The message that was completed with Enter; at most one. */
  readonly queued: string | undefined;
  /** Text was pasted into the draft, so Enter does not queue it. */
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
  // Text that cannot be queued stays in the draft, with Enter as a line break.
  if (ahead.isPasted || ahead.queued !== undefined) return { ...ahead, text: `${ahead.text}\n` };
  return { text: '', queued: ahead.text, isPasted: false };
}
