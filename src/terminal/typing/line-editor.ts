import { EventEmitter } from 'node:events';
import { createInterface, emitKeypressEvents, type Key as ReadlineKey } from 'node:readline';
import { Readable, Writable } from 'node:stream';
import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { onAbort } from '../../base/on-abort.js';
import { widthOf } from '../../base/width.js';
import { type Ahead, noAhead, withKey } from './ahead.js';
import { asDrawn } from './graphemes.js';
import { type Key, keyReader } from './keys.js';
import { type Line, Reading, type ReadingDeps, type Typed } from './read-line.js';

export type EditorDeps = Pick<ReadingDeps, 'history' | 'remember' | 'edit' | 'isSpoken'> & {
  /** The completions for the last part of the line, and that part. */
  readonly complete: (line: string) => Promise<readonly [readonly string[], string]>;
};

/** A line editor for the terminal: readline behind a key filter. Close it when the conversation ends. */
export type LineEditor = {
  /** Reads a message. Rejects with the reason of `signal`. The line starts with what was typed ahead. */
  readonly read: (prompt: string, draft: string, signal: AbortSignal) => Promise<Typed>;
  /** Asks a short question; returns an empty string for Enter, Ctrl-C and Ctrl-D. Escapes untrusted text in the question. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<string>;
  /** Calls `stop` at every Ctrl-C and Esc while no line is being read. */
  readonly onStop: (stop: () => void) => void;
  /** Returns what was typed while no line was being read, and clears it. */
  readonly takeAhead: () => Ahead;
  /** Resolves as soon as a key is pressed while no line is being read, or the signal aborts. */
  readonly anyKey: (signal: AbortSignal) => Promise<void>;
  /** Releases the terminal to another program while `work` runs. */
  readonly aside: <T>(work: () => Promise<T>) => Promise<T>;
  /** Prints a line above the one being typed and redraws that one; false when no line is being typed. */
  readonly above: (line: string) => boolean;
  /** Adds what was typed ahead to the input history. */
  readonly keep: () => void;
  /** Restores the terminal. Until then, no typed key reaches the shell. */
  readonly close: () => void;
};

export function createLineEditor(io: Io, needs: EditorDeps): LineEditor {
  const isDumb = io.env.TERM === 'dumb';
  let reading: Reading | undefined;
  let ahead: Ahead = noAhead;
  let stop = () => {};
  let pressed = () => {};
  const rl = readlineFor(io, needs, () => reading !== undefined);
  const keypress = keypressTo(rl);
  const onKey = (key: Key) => {
    if (key.kind === 'suspend') return io.job.suspend();
    if (reading !== undefined) return reading.key(key);
    pressed();
    if (key.kind === 'interrupt' || key.kind === 'escape') return stop();
    ahead = withKey(ahead, key);
  };
  const keys = keyReader(onKey, (ms, work) => alarm(io, ms, work));
  let isOver = false;
  const door = terminalDoor(io, isDumb, keys.push, () => {
    isOver = true;
    reading?.leave('end');
  });
  // While another program has the terminal, or after `close`, it is not reopened.
  let isElsewhere = false;
  let isClosed = false;
  const open = () => {
    if (!isElsewhere && !isClosed) door.open();
  };
  const goOn = () => {
    open();
    if (!isElsewhere) reading?.redraw();
  };
  const undo = [io.job.around(door.shut, goOn), io.atExit(door.shut)];
  const aside = async <T>(work: () => Promise<T>): Promise<T> => {
    door.shut();
    isElsewhere = true;
    return work().finally(() => {
      isElsewhere = false;
      open();
    });
  };
  const edit = (draft: string) => aside(() => needs.edit(draft));

  const begun = (how: Pick<ReadingDeps, 'prompt' | 'isAnswer'>, text: string, signal: AbortSignal) =>
    new Promise<Typed>((resolve, reject) => {
      let deaf = () => {};
      const over = () => {
        reading = undefined;
        deaf();
      };
      const abort = () => {
        reading?.abandon();
        over();
        reject(signal.reason);
      };
      const done = (typed: Typed) => {
        over();
        resolve(typed);
      };
      if (signal.aborted) return reject(signal.reason);
      // The terminal is gone.
      if (isOver) return resolve({ kind: 'leave', how: 'end' });
      deaf = onAbort(signal, abort);
      reading = new Reading({ ...needs, ...how, io, rl, isDumb, keypress, edit, done });
      reading.begin(text);
    });

  door.open();
  return {
    aside,
    takeAhead: () => {
      const taken = ahead;
      ahead = noAhead;
      return taken;
    },
    onStop: (work) => {
      stop = work;
    },
    anyKey: (signal) =>
      new Promise((resolve) => {
        pressed = () => {
          deaf();
          resolve();
        };
        const deaf = onAbort(signal, resolve);
      }),
    above: (line) => {
      reading?.above(line);
      return reading !== undefined;
    },
    keep: () => {
      for (const text of [ahead.queued ?? '', ahead.text]) if (text.trim() !== '') needs.remember(text);
      ahead = noAhead;
    },
    read: (prompt, draft, signal) => {
      const text = [draft, ahead.queued ?? '', ahead.text].filter((part) => part !== '').join('\n');
      ahead = noAhead;
      return begun({ prompt, isAnswer: false }, text, signal);
    },
    ask: async (question, signal) => {
      const typed = await begun({ prompt: plainLine(question), isAnswer: true }, '', signal);
      return typed.kind === 'message' ? typed.text.trim() : '';
    },
    close: () => {
      isClosed = true;
      for (const back of undo) back();
      keys.close();
      door.shut();
      rl.close();
    },
  };
}

/** readline without an input stream of its own: its key handling supports neither pastes nor multi-line messages. */
function readlineFor(io: Io, needs: EditorDeps, isOpen: () => boolean): Line {
  const rl = createInterface({
    input: new Readable({ read() {} }),
    output: outputFor(io, isOpen),
    terminal: true,
    historySize: 0,
    completer: (line: string, done: Completed) => complete(needs, line, done),
  }) as Line;
  measureAsDrawn(rl);
  return rl;
}

type Measure = (text: string) => unknown;

/** readline adds up the widths of the parts of a flag or joined emoji, but a terminal draws a single symbol. */
function measureAsDrawn(rl: Line): void {
  for (let owner: object | null = rl; owner !== null; owner = Object.getPrototypeOf(owner))
    for (const name of Object.getOwnPropertySymbols(owner)) {
      const usual = Object.getOwnPropertyDescriptor(owner, name)?.value as Measure | undefined;
      // In a Node version where this method has another name, measuring stays as it was.
      if (name.description !== '_getDisplayPos' || typeof usual !== 'function') continue;
      Object.defineProperty(rl, name, { value: (text: string) => usual.call(rl, asDrawn(text)) });
      return;
    }
}

type Completed = (error: null, found: [string[], string]) => void;

async function complete(needs: EditorDeps, line: string, done: Completed): Promise<void> {
  const [words, last] = await needs.complete(line).catch(() => [[], line] as const);
  done(null, [words.map(plainLine), last]);
}

/** Lets readline write, and receive resize events, only while a line is being read. */
function outputFor(io: Io, isOpen: () => boolean): Writable {
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (isOpen()) io.stderr.write(chunk);
      done();
    },
  });
  Object.defineProperty(output, 'columns', { get: () => widthOf(io.stderr) });
  io.stderr.on('resize', () => {
    if (isOpen()) output.emit('resize');
  });
  return output;
}

/** Converts key sequences to readline key events with Node's own decoder. */
function keypressTo(rl: Line): (sequence: string) => void {
  const decoder = new EventEmitter();
  emitKeypressEvents(decoder as unknown as NodeJS.ReadableStream);
  decoder.on('keypress', (text: string | undefined, key: ReadlineKey) => rl.write(text as string, key));
  return (sequence) => {
    decoder.emit('data', Buffer.from(sequence));
  };
}

function alarm(io: Io, ms: number, work: () => void): () => void {
  const cancel = new AbortController();
  io.sleep(ms, cancel.signal).then(work, () => {});
  return () => cancel.abort();
}

type Door = { readonly open: () => void; readonly shut: () => void };

/** Raw mode and bracketed paste while open. `open` and `shut` may be called twice. */
function terminalDoor(io: Io, isDumb: boolean, onBytes: (bytes: Buffer) => void, onEnd: () => void): Door {
  let isOpen = false;
  io.stdin.on('end', onEnd);
  io.stdin.on('error', onEnd);
  return {
    open: () => {
      if (isOpen) return;
      isOpen = true;
      io.stdin.setRawMode?.(true);
      if (!isDumb) io.stderr.write('\x1b[?2004h');
      io.stdin.on('data', onBytes);
      io.stdin.resume();
    },
    shut: () => {
      if (!isOpen) return;
      isOpen = false;
      io.stdin.off('data', onBytes);
      io.stdin.pause();
      if (!isDumb) io.stderr.write('\x1b[?2004l');
      io.stdin.setRawMode?.(false);
    },
  };
}
