import { type Ending, Failure } from '../../base/failure.js';
import { shortId } from '../session/sessions.js';
import { askNext } from './ask.js';
import { commandNamed, commandNames, helpFor, leaveCommand } from './commands.js';
import { askLanes } from './lanes-talk.js';
import { meaningOf } from './parse.js';
import type { Talk, TalkDeps, TypedLine } from './talk.js';

const queueMs = 2000;

/**
 * Runs the conversation until the user leaves. A failed question or command is reported, and the conversation continues.
 * Rejects when the process is told to stop; the session is closed either way. `first` is a line that is already being typed.
 */
export async function talkOn(
  talk: Talk,
  deps: TalkDeps,
  first: Promise<TypedLine> | undefined,
): Promise<Ending> {
  let begun = first;
  try {
    for (;;) {
      const line = await (begun ?? nextLine(talk, deps));
      begun = undefined;
      if (line.kind === 'leave') return endingOf(line);
      if ((await answered(talk, line, deps)) === 'leave') return 'done';
      deps.signal.throwIfAborted();
    }
  } finally {
    await leave(talk, deps);
  }
}

/** Ctrl-C twice counts as an interrupt, Ctrl-D as a normal end. */
function endingOf({ how }: Extract<TypedLine, { kind: 'leave' }>): Ending {
  return how === 'interrupt' ? 'interrupted' : 'done';
}

/** How the conversation ends with this line, typed before there is a bot to talk to; `undefined` if it does not end. */
export function endingBy(line: TypedLine): Ending | undefined {
  if (line.kind === 'leave') return endingOf(line);
  const meaning = meaningOf(line.text, line.isBlock, commandNames());
  const leaves = meaning.kind === 'command' && commandNamed(meaning.name) === leaveCommand;
  return leaves ? 'done' : undefined;
}

/** The help that this line asks for, typed before there is a bot to talk to; `undefined` for any other line. */
export function helpBy(line: TypedLine, columns: number): string | undefined {
  if (line.kind === 'leave') return undefined;
  const meaning = meaningOf(line.text, line.isBlock, commandNames());
  return meaning.kind === 'command' && meaning.name === 'help' ? helpFor(meaning.rest, columns) : undefined;
}

/** Sends the message that was queued during the reply unless a key is pressed; otherwise reads the next line. */
async function nextLine(talk: Talk, deps: TalkDeps) {
  const { screen, signal } = deps;
  const { text, queued } = screen.takeAhead();
  const isWhole = talk.draft === '' && endedWell(talk);
  const { prompt } = screen;
  if (queued !== undefined && isWhole && text === '') {
    if (await isLeftAlone(queued, deps)) return { kind: 'message', text: queued, isBlock: false } as const;
    return screen.read(prompt, queued + screen.takeAhead().text, signal);
  }
  const draft = [talk.draft, queued, text].filter((part) => part !== undefined && part !== '').join('\n');
  talk.draft = '';
  return screen.read(prompt, draft, signal);
}

function endedWell({ conversation: { turns } }: Talk): boolean {
  const last = turns.at(-1);
  return last?.answers[last.chosen]?.status === 'complete';
}

async function isLeftAlone(queued: string, { screen, io, signal }: TalkDeps): Promise<boolean> {
  screen.say(`queued: ${queued} (sending in ${queueMs / 1000} s; press any key to edit)`);
  const over = new AbortController();
  const either = AbortSignal.any([over.signal, signal]);
  const pressed = screen.anyKey(either).then(() => 'key' as const);
  const passed = io.sleep(queueMs, either).then(() => 'time' as const);
  passed.catch(() => {});
  const first = await Promise.race([pressed, passed]);
  over.abort();
  signal.throwIfAborted();
  return first === 'time';
}

async function answered(
  talk: Talk,
  { text, isBlock }: { readonly text: string; readonly isBlock: boolean },
  deps: TalkDeps,
): Promise<'leave' | undefined> {
  const meaning = meaningOf(text, isBlock, commandNames());
  try {
    switch (meaning.kind) {
      case 'message':
        await (talk.lanes.length > 0
          ? askLanes(talk, meaning.text, deps)
          : askNext(talk, meaning.text, deps));
        // A screen reader would say "blank".
        if (!deps.isSpoken) deps.screen.say('');
        return undefined;
      case 'command':
        if (meaning.isWord && meaning.name === 'exit')
          deps.screen.say(`Not sent to the bot; /say ${text.trim()} would send it.`);
        return await commandNamed(meaning.name)?.run(talk, meaning.rest, deps);
      case 'unknown':
        deps.screen.say(unknown(meaning.name, meaning.nearest));
        return undefined;
    }
  } catch (error) {
    if (!(error instanceof Failure) || deps.signal.aborted) throw error;
    // A message that was refused before it was sent goes back into the input line.
    if (meaning.kind === 'message' && talk.draft === '') talk.draft = meaning.text;
    const { advice } = error.more;
    deps.screen.say(`${error.message}.${advice === undefined ? '' : ` ${advice}.`}`);
    return undefined;
  }
}

function unknown(name: string, nearest: string | undefined): string {
  const hint = nearest === undefined ? '' : ` Did you mean /${nearest}?`;
  return `Unknown command /${name} (not sent).${hint} /help lists the commands; start with // to send a message that begins with /.`;
}

/** Closes the session and, if it has turns, says how to continue it. */
async function leave(talk: Talk, { screen, io }: TalkDeps): Promise<void> {
  await talk.session.close();
  if (talk.conversation.turns.length === 0 || talk.session.id === '') return;
  screen.say(`Continue: cbase chat -r ${await shortId(io, talk.session.id)}`);
}
