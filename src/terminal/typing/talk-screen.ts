import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { plain } from '../../base/escape/terminal.js';
import { writeFile } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';
import { spoolName, stateDirectory } from '../../config/paths.js';
import { scratchDirectory } from '../../config/scratch.js';
import { type Colors, colorsFor } from '../color.js';
import { editorOf } from '../editor.js';
import { type ReplyOptions, type ReplyPrinter, replyPrinter } from '../reply/printer.js';
import { waitingLine } from '../reply/waiting-line.js';
import { messageFor, writeErr } from '../streams.js';
import { createLineEditor, type LineEditor } from './line-editor.js';
import { voicesFor } from './voices.js';

export type ScreenOptions = Pick<ReplyOptions, 'quiet' | 'color' | 'safe'> & {
  readonly isSpoken: boolean;
  /** Streams replies even in screen-reader mode. */
  readonly streams: boolean;
  readonly rings: boolean;
  /** Copies through the terminal (OSC 52). */
  readonly osc52: boolean;
};

export type ScreenDeps = {
  readonly history: () => readonly string[];
  readonly remember: (text: string) => void;
  readonly complete: (line: string) => Promise<readonly [readonly string[], string]>;
  /** Called when the terminal can no longer be written to. */
  readonly onGone: () => void;
};

export type TalkScreen = Pick<
  LineEditor,
  'read' | 'ask' | 'onStop' | 'takeAhead' | 'anyKey' | 'keep' | 'close'
> & {
  /** What the line of the user begins with. */
  readonly prompt: string;
  readonly say: (text: string) => void;
  readonly dim: (text: string) => void;
  /** Prints what a bot said below its name, or, without a name, what the user said behind the prompt. */
  readonly said: (name: string | undefined, words: string) => void;
  /** The printer of a reply, below the name of the bot if one is given. */
  readonly printer: (how: Pick<ReplyOptions, 'render' | 'wrap'>, name?: string) => Promise<ReplyPrinter>;
  readonly waiting: () => () => void;
  /** Reports client activity without disturbing the waiting line. */
  readonly told: (line: string) => void;
  readonly copy: (text: string) => Promise<string | undefined>;
  readonly edit: (draft: string) => Promise<string | undefined>;
  readonly clear: () => void;
};

/** The terminal of a conversation: answers on stdout, everything else on stderr. Close it. */
export async function talkScreen(io: Io, options: ScreenOptions, needs: ScreenDeps): Promise<TalkScreen> {
  const { isSpoken } = options;
  const paint = isSpoken ? undefined : await colorsFor(io, io.stderr, options.color);
  const voices = voicesFor(paint, isSpoken);
  const waiting = waitingLine(io, options);
  const edit = (draft: string): Promise<string | undefined> => edited(io, draft);
  const editor = createLineEditor(io, { ...needs, isSpoken, edit });
  const tell = (message: string) => {
    // A screen reader reads line by line.
    const lines = isSpoken ? message : messageFor(io, message);
    if (!editor.above(lines)) waiting.say(lines);
  };
  return {
    ...editor,
    prompt: voices.prompt,
    say: (text) => tell(plain(text)),
    dim: (text) => {
      if (!options.quiet) tell(dimmed(paint, text));
    },
    said: (name, words) =>
      tell((name === undefined ? voices.prompt : `${voices.heading(name)}\n`) + plain(words)),
    printer: async ({ render, wrap }, name) => {
      const heading = name === undefined ? undefined : voices.heading(name);
      return lasting(await printerFor(io, options, { render, wrap, heading }), needs.onGone);
    },
    waiting: () => {
      waiting.start();
      return waiting.stop;
    },
    told: (line) => tell(plain(line)),
    copy: (text) => copied(io, text, options.osc52),
    edit: (draft) => editor.aside(() => edit(draft)),
    clear: () => {
      if (io.env.TERM !== 'dumb') io.stderr.write('\x1b[H\x1b[2J');
    },
  };
}

function dimmed(paint: Colors | undefined, text: string): string {
  return paint === undefined ? plain(text) : paint.dim(plain(text));
}

type Printing = Pick<ReplyOptions, 'render' | 'wrap'> & { readonly heading: string | undefined };

async function printerFor(io: Io, options: ScreenOptions, { heading, ...how }: Printing) {
  const { isSpoken, streams, rings } = options;
  const whole = isSpoken && !streams;
  const render = isSpoken && how.render === 'auto' ? 'plain' : how.render;
  const printer = await replyPrinter(io, { ...options, ...how, render, whole });
  const begin = () => {
    if (heading !== undefined) writeErr(io, heading);
  };
  const end = () => {
    if (isSpoken && rings) io.stderr.write('\x07');
  };
  return introduced(printer, begin, end);
}

/** The same printer with `begin` called before the first chunk and `end` after the last. */
function introduced(printer: ReplyPrinter, begin: () => void, end: () => void): ReplyPrinter {
  let isBegun = false;
  return {
    ...printer,
    show: async (piece) => {
      if (!isBegun) begin();
      isBegun = true;
      await printer.show(piece);
    },
    end: async (reply) => {
      await printer.end(reply);
      end();
    },
    breakOff: async () => {
      await printer.breakOff();
      end();
    },
  };
}

/** If the terminal is gone, the answer must not be lost: it is still read to its end, but no longer shown. */
function lasting(printer: ReplyPrinter, onGone: () => void): ReplyPrinter {
  const through = (writing: Promise<void>) => writing.catch(() => onGone());
  return {
    ...printer,
    show: (piece) => through(printer.show(piece)),
    end: (reply) => through(printer.end(reply)),
    breakOff: () => through(printer.breakOff()),
  };
}

/** Clipboard tools, with the environment variable that each one needs. */
const clipboards: readonly {
  readonly needs?: string;
  readonly program: string;
  readonly argv: readonly string[];
}[] = [
  { needs: 'WAYLAND_DISPLAY', program: 'wl-copy', argv: [] },
  { needs: 'DISPLAY', program: 'xclip', argv: ['-selection', 'clipboard'] },
  { needs: 'DISPLAY', program: 'xsel', argv: ['--clipboard', '--input'] },
  { program: 'pbcopy', argv: [] },
  { program: 'clip.exe', argv: [] },
];

async function copied(io: Io, text: string, osc52: boolean): Promise<string | undefined> {
  if (osc52) {
    io.stderr.write(`\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`);
    return 'sent to the terminal';
  }
  for (const { needs, program, argv } of clipboards) {
    if (needs !== undefined && !io.env[needs]) continue;
    if ((await io.runs(program, argv, text)) === 0) return program;
  }
  return undefined;
}

/** Opens the draft in the user's editor; `undefined` when it is unchanged. */
async function edited(io: Io, draft: string): Promise<string | undefined> {
  const name = `draft-${spoolName(io)}.md`;
  let path = name;
  try {
    path = join(await scratchDirectory(io, stateDirectory(io.env, io.home)), name);
    const [program, ...argv] = editorOf(io.env) ?? ['vi'];
    await writeFile(path, draft);
    const code = await io.runs(program, [...argv, path]);
    if (code !== 0) {
      writeErr(io, plain(`${program} exited with ${code}; the draft is unchanged`));
      return undefined;
    }
    const text = (await readFile(path, 'utf8')).replace(/\n$/, '');
    return text.trim() === '' || text === draft ? undefined : text;
  } catch (error) {
    writeErr(io, plain(`Could not edit the draft: ${(error as Error).message}`));
    return undefined;
  } finally {
    await rm(path, { force: true });
  }
}
