import { StringDecoder } from 'node:string_decoder';
import { withoutHostile } from '../../base/escape/terminal.js';

/** A keyboard action. */
export type Key =
  /** Text, or an editing key that is passed to readline unchanged. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'edit'; readonly sequence: string }
  | { readonly kind: 'paste'; readonly text: string }
  | {
      readonly kind:
        | 'enter'
        | 'newline'
        | 'up'
        | 'down'
        | 'left'
        | 'right'
        | 'backspace'
        | 'delete'
        | 'interrupt'
        | 'end'
        | 'suspend'
        | 'escape'
        | 'editor'
        | 'search';
    };

export type KeyReader = {
  readonly push: (bytes: Buffer) => void;
  /** Cancels pending timers. */
  readonly close: () => void;
};

/** Runs `work` after `ms` unless the returned function is called first. */
export type Alarm = (ms: number, work: () => void) => () => void;

/** An Esc not followed by anything within this time is the key itself, not the start of a sequence. */
const escapeMs = 50;
/** How long Ctrl-X waits for a following Ctrl-E. */
const chordMs = 1500;
/** A paste without an end marker ends after this much silence. */
const pasteSilenceMs = 500;
/** Keys this soon after a paste without markers belong to it. */
const burstMs = 12;

const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';

const single: Readonly<Record<string, Key>> = {
  '\r': { kind: 'enter' },
  '\n': { kind: 'newline' },
  '\x7f': { kind: 'backspace' },
  '\b': { kind: 'backspace' },
  '\x02': { kind: 'left' },
  '\x06': { kind: 'right' },
  '\x03': { kind: 'interrupt' },
  '\x04': { kind: 'end' },
  '\x1a': { kind: 'suspend' },
  '\x07': { kind: 'editor' },
  '\x12': { kind: 'search' },
};

const sequences: Readonly<Record<string, Key>> = {
  // Alt-Enter, then Shift-Enter and Alt-Enter on terminals that distinguish them from Enter.
  '\x1b\r': { kind: 'newline' },
  '\x1b\n': { kind: 'newline' },
  '\x1b[13;2u': { kind: 'newline' },
  '\x1b[13;3u': { kind: 'newline' },
  '\x1b[27;2;13~': { kind: 'newline' },
  '\x1b[27;3;13~': { kind: 'newline' },
  '\x1b[A': { kind: 'up' },
  '\x1bOA': { kind: 'up' },
  '\x1b[B': { kind: 'down' },
  '\x1bOB': { kind: 'down' },
  '\x1b[D': { kind: 'left' },
  '\x1bOD': { kind: 'left' },
  '\x1b[C': { kind: 'right' },
  '\x1bOC': { kind: 'right' },
  '\x1b[3~': { kind: 'delete' },
  '\x18\x05': { kind: 'editor' },
};

/** Decodes terminal input into keys, however the bytes are split, with or without bracketed paste. */
export function keyReader(onKey: (key: Key) => void, alarm: Alarm): KeyReader {
  const decoder = new StringDecoder('utf8');
  let waiting = '';
  let pasted: string | undefined;
  let isBurst = false;
  let cancel = () => {};

  const later = (ms: number, work: () => void) => {
    cancel();
    cancel = alarm(ms, work);
  };

  const endPaste = (rest: string) => {
    const text = pasted ?? '';
    pasted = undefined;
    if (text !== '') onKey({ kind: 'paste', text: cleanPaste(text) });
    waiting = rest;
  };

  /** Reads a paste up to its end marker, which may have arrived only in part. */
  const readPaste = (): boolean => {
    const at = waiting.indexOf(pasteEnd);
    if (at >= 0) {
      pasted += waiting.slice(0, at);
      endPaste(waiting.slice(at + pasteEnd.length));
      return true;
    }
    const keep = partAtEnd(waiting, pasteEnd);
    pasted += waiting.slice(0, waiting.length - keep);
    waiting = waiting.slice(waiting.length - keep);
    later(pasteSilenceMs, () => {
      pasted += waiting;
      endPaste('');
    });
    return false;
  };

  const readKey = (): boolean => {
    if (waiting.startsWith(pasteStart)) {
      pasted = '';
      waiting = waiting.slice(pasteStart.length);
      return true;
    }
    const { key, length } = firstKey(waiting);
    if (length === 0) {
      later(waiting === '\x18' ? chordMs : escapeMs, () => {
        const sequence = waiting;
        waiting = '';
        if (sequence === '\x1b') onKey({ kind: 'escape' });
      });
      return false;
    }
    waiting = waiting.slice(length);
    if (key !== undefined) onKey(key);
    return true;
  };

  const read = () => {
    while (waiting !== '' || pasted === '') {
      const goesOn = pasted === undefined ? readKey() : readPaste();
      if (!goesOn) return;
    }
  };

  return {
    push: (bytes) => {
      const text = decoder.write(bytes);
      cancel();
      if (pasted === undefined && waiting === '' && isPasteWithoutMarkers(text, isBurst)) {
        isBurst = true;
        onKey({ kind: 'paste', text: cleanPaste(text) });
        later(burstMs, () => {
          isBurst = false;
        });
        return;
      }
      isBurst = false;
      waiting += text;
      read();
    },
    close: () => cancel(),
  };
}

/**
 * More than one line in a single chunk without Esc, Ctrl-C or Ctrl-D; after such a burst, any further text. (Enter followed
 * by the next line, or a line followed by Enter, may also come from fast typing or from programs.)
 */
function isPasteWithoutMarkers(text: string, isBurst: boolean): boolean {
  if (/[\x1b\x03\x04]/.test(text)) return false;
  const lines = isBurst ? text : text.replace(/^\r/, '');
  return text.trim().length > 1 && (isBurst || /[\r\n]/.test(lines.slice(0, -1)));
}

/** The first key of `text` and its length; a length of 0 means that the sequence may be incomplete. */
function firstKey(text: string): { readonly key?: Key; readonly length: number } {
  const first = text[0] ?? '';
  if (first === '\x1b' || first === '\x18') return firstSequence(text);
  const key = single[first];
  if (key !== undefined) return { key, length: 1 };
  // Tab, Ctrl-A and other editing keys.
  if (first < ' ') return { key: { kind: 'edit', sequence: first }, length: 1 };
  const [words = ''] = /^[^\x00-\x1f\x7f]+/.exec(text) ?? [];
  return { key: { kind: 'text', text: words }, length: words.length };
}

function firstSequence(text: string): { readonly key?: Key; readonly length: number } {
  const known = Object.keys(sequences).find((sequence) => text.startsWith(sequence));
  if (known !== undefined) return { key: sequences[known] as Key, length: known.length };
  const [whole] = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[^\x1b[O\x00-\x1f])|^\x18[^\x05]/s.exec(text) ?? [];
  if (whole !== undefined) return { key: { kind: 'edit', sequence: whole }, length: whole.length };
  const mayGoOn = text.length < 12 && /^(?:\x1b(?:\[[0-?]*[ -/]*|O)?|\x18)$/.test(text);
  if (mayGoOn) return { length: 0 };
  return text[0] === '\x1b' ? { key: { kind: 'escape' }, length: 1 } : { length: 1 };
}

/** How many characters at the end of `text` may be the start of `marker`. */
function partAtEnd(text: string, marker: string): number {
  for (let length = Math.min(marker.length - 1, text.length); length > 0; length--)
    if (text.endsWith(marker.slice(0, length))) return length;
  return 0;
}

/** Normalizes line ends to line feeds, keeps tabs, and removes other control characters and bidi controls. */
function cleanPaste(text: string): string {
  return withoutHostile(text.replace(/\r\n?/g, '\n'));
}
