import type { Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { widthOf } from '../../base/width.js';
import { endingBy, helpBy } from '../../chat/repl/loop.js';
import type { TypedLine } from '../../chat/repl/talk.js';
import type { TalkScreen } from '../../terminal/typing/talk-screen.js';

/** The text typed while no line was being read. */
export function typedAhead(screen: TalkScreen): string {
  const { queued, text } = screen.takeAhead();
  return [queued, text].filter((part) => part).join('\n');
}

/** The error of a failed bot lookup, and how to continue in the conversation. */
export function troubleText({ message, kind, more: { advice } }: Failure): string {
  const isAboutBot = kind === 'not-found' || kind === 'usage';
  const next = isAboutBot ? 'Choose another bot with /bot NAME' : 'Send a message to try again';
  return `⚠ ${message}.${advice === undefined ? '' : ` ${advice}.`} ${next}; press Ctrl-D to leave.`;
}

/** The first line that does not ask for help, which is given without the bot. */
export async function helped(
  io: Io,
  typed: TypedLine,
  screen: TalkScreen,
  type: (draft: string) => Promise<TypedLine>,
): Promise<TypedLine> {
  let line = typed;
  for (;;) {
    const help = helpBy(line, widthOf(io.stderr));
    if (help === undefined) return line;
    screen.say(help);
    line = await type('');
  }
}

/** The line being typed; a message that was entered but could not be sent becomes the draft again. */
export async function typedAgain(
  first: Promise<TypedLine>,
  type: (draft: string) => Promise<TypedLine>,
): Promise<TypedLine> {
  const ended = await Promise.race([first, Promise.resolve(undefined)]);
  return ended?.kind === 'message' ? type(ended.text) : first;
}

/** Until the bot is known, an entered question waits, and the user can leave. */
export function whileLookedUp(
  first: Promise<TypedLine> | undefined,
  screen: TalkScreen,
  spoken: boolean,
  leave: (ending: Ending) => void,
): LookUp {
  let isKnown = false;
  let hasEntered = false;
  let stopWaiting = () => {};
  const heard = (line: TypedLine) => {
    hasEntered = true;
    if (isKnown) return;
    const ending = endingBy(line);
    if (ending !== undefined) leave(ending);
    // In screen-reader mode it is announced once, when the question is sent.
    else if (!spoken) stopWaiting = screen.waiting();
  };
  first?.then(heard, () => {});
  return {
    hasEntered: () => hasEntered,
    isEnded: () => isKnown,
    end: () => {
      isKnown = true;
      stopWaiting();
    },
  };
}

/** The lookup of a bot while the first message is being typed. */
export type LookUp = {
  /** The first message was entered, so that nothing can be shown before it any more. */
  readonly hasEntered: () => boolean;
  /** Call when the bot is known or the lookup has failed. May be called twice. */
  readonly end: () => void;
  readonly isEnded: () => boolean;
};
