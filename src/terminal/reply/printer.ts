import { hostileCount, inertJson, plain } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { widthOf } from '../../base/width.js';
import { colorsFor, usesColor } from '../color.js';
import { writeErr, writeOut } from '../streams.js';
import type { MarkdownWriter } from './markdown.js';
import { plainWriter } from './plain.js';
import type { Rendering, Wrapping } from './renderings.js';
import type { Wrapper } from './wrap.js';

export type ReplyPrinter = {
  /** Prints a chunk as it arrives: escaped on a terminal, exact in a pipe, not at all for JSON. */
  readonly show: (piece: string) => Promise<void>;
  /** How many control characters were escaped because a terminal might have acted on them. */
  readonly shownControls: () => number;
  /** Ends the last line of a complete answer. */
  readonly end: (reply: WholeReply) => Promise<void>;
  /** Ends the last line of a cut-off answer, so that the error starts on a new line. */
  readonly breakOff: () => Promise<void>;
};

export type WholeReply = {
  readonly text: string;
  readonly status: string;
  /** A further remark on how it ended. */
  readonly note?: string;
  readonly [more: string]: unknown;
};

export type ReplyOptions = {
  readonly json?: boolean | undefined;
  readonly jsonl?: boolean | undefined;
  /** Escapes control characters in a pipe, too. */
  readonly safe?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly color?: boolean | undefined;
  readonly render?: Rendering | undefined;
  /** The width that lines are wrapped at, between words; by default that of the terminal, and not at all in a pipe. */
  readonly wrap?: Wrapping | undefined;
  /** Prints the whole text at the end, for screen readers. */
  readonly whole?: boolean | undefined;
};

/** Prints an answer as it arrives; `start` makes the first event of a JSON lines stream when the answer begins. */
export async function replyPrinter(
  io: Io,
  options: ReplyOptions,
  start: () => object = () => ({}),
): Promise<ReplyPrinter> {
  if (options.jsonl) return linesPrinter(io, start);
  return options.json ? documentPrinter(io) : textPrinter(io, options);
}

function documentPrinter(io: Io): ReplyPrinter {
  return {
    show: async () => {},
    shownControls: () => 0,
    breakOff: async () => {},
    end: (reply) => writeOut(io, `${inertJson({ ok: true, ...reply }, 2)}\n`),
  };
}

function linesPrinter(io: Io, start: () => object): ReplyPrinter {
  let isStarted = false;
  const line = async (event: object) => {
    if (!isStarted) {
      isStarted = true;
      await writeOut(io, `${inertJson({ type: 'start', ...start() })}\n`);
    }
    await writeOut(io, `${inertJson(event)}\n`);
  };
  return {
    show: (text) => line({ type: 'delta', text }),
    shownControls: () => 0,
    breakOff: async () => {},
    end: (reply) => line({ type: 'end', ok: true, ...reply }),
  };
}

/** By default, Markdown is styled if stdout is a terminal that supports color; --render overrides that. */
function isStyled(io: Io, { render = 'auto', color }: ReplyOptions): boolean {
  if (render !== 'auto') return render === 'markdown';
  return io.stdout.isTTY === true && usesColor(io, io.stdout, color);
}

async function writerFor(io: Io, options: ReplyOptions): Promise<MarkdownWriter> {
  const wrapper = await wrapperFor(io, options);
  if (!isStyled(io, options)) return plainWriter(wrapper);
  const { markdownWriter } = await import('./markdown.js');
  return markdownWriter(await colorsFor(io, io.stdout, options.color), widthOf(io.stdout), wrapper);
}

async function wrapperFor(io: Io, { wrap, whole }: ReplyOptions): Promise<Wrapper | undefined> {
  // A screen reader reads line by line.
  const isUsual = wrap === undefined && io.stdout.isTTY === true && !whole;
  if (wrap === 'off' || (wrap === undefined && !isUsual)) return undefined;
  const { wordWrapper } = await import('./wrap.js');
  return wordWrapper(wrap ?? (() => widthOf(io.stdout, io.env)));
}

const tickMs = 100;

/** Adds a final line break if the answer has none. */
async function textPrinter(io: Io, options: ReplyOptions): Promise<ReplyPrinter> {
  const isInert =
    io.stdout.isTTY === true || options.safe === true || ['plain', 'markdown'].includes(options.render ?? '');
  const writer = await writerFor(io, options);
  let isLineOpen = false;
  let controls = 0;
  let kept = '';
  /** A carriage return at the end of a chunk, held because a line feed may follow and make it a plain line break. */
  let carriage = '';
  const inert = (piece: string) => {
    const text = (carriage + piece).replaceAll('\r\n', '\n');
    carriage = text.endsWith('\r') ? '\r' : '';
    const ready = carriage === '' ? text : text.slice(0, -1);
    controls += hostileCount(ready);
    return plain(ready);
  };
  // Rejects with EPIPE in the next `show`, not here.
  let writing: Promise<void> = Promise.resolve();
  const put = (text: string) => {
    if (text === '') return writing;
    isLineOpen = !text.endsWith('\n');
    writing = writing.then(() => writeOut(io, text));
    writing.catch(() => {});
    return writing;
  };
  const stop = io.every(tickMs, () => put(writer.tick(io.monotonic())));
  const endLine = async () => {
    stop();
    if (carriage !== '') {
      carriage = '';
      controls++;
      await put(writer.push(plain('\r'), io.monotonic()));
    }
    if (kept !== '') await put(writer.push(kept, io.monotonic()));
    await put(writer.end());
    if (isLineOpen) await put('\n');
    isLineOpen = false;
    if (controls > 0 && !options.quiet) writeErr(io, `(${controls} control characters shown as text)`);
    controls = 0;
  };
  return {
    shownControls: () => controls,
    show: async (piece) => {
      const text = isInert ? inert(piece) : piece;
      if (options.whole) kept += text;
      else await put(writer.push(text, io.monotonic()));
    },
    end: async ({ status, text, note }) => {
      await endLine();
      if (text === '') writeErr(io, '(empty reply)');
      if (status === 'unconfirmed' && !options.quiet) writeErr(io, note ?? unconfirmed);
    },
    breakOff: endLine,
  };
}

const unconfirmed =
  'The server closed the connection without marking the end, so the end of this answer is not confirmed.';
