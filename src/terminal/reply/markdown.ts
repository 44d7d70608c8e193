import type { Colors } from '../color.js';
import { type InlineWriter, inlineWriter } from './inline.js';
import { renderedTable } from './text-table.js';
import type { Wrapper } from './wrap.js';

/**
 * Renders Markdown as it arrives and never rewrites output. Holds back only marker characters whose meaning is undecided,
 * and tables until their end. The input must already be escaped.
 */
export type MarkdownWriter = {
  /** Returns what can be written so far. `nowMs` comes from a monotonic clock. */
  readonly push: (text: string, nowMs: number) => string;
  /** Returns as is what has been held for too long. */
  readonly tick: (nowMs: number) => string;
  /** Returns the rest. */
  readonly end: () => string;
};

const heldMs = 250;
const tableMs = 2000;
const maxTableRows = 40;

type Place = 'start' | 'text' | 'heading' | 'fence' | 'code' | 'table';
type Fence = { readonly mark: string; readonly length: number };

export function markdownWriter(paint: Colors, columns: number, wrapper?: Wrapper): MarkdownWriter {
  const inline: InlineWriter = inlineWriter(paint);
  let out = '';
  const flow = (text: string) => {
    out += wrapper === undefined ? text : wrapper.push(text);
  };
  /** Code and tables are never wrapped. */
  const fixed = (text: string) => {
    out += (wrapper?.end() ?? '') + text;
  };
  /** The beginning of a line whose kind is undecided; in code and tables, the line so far. */
  let line = '';
  let place = 'start' as Place;
  const isInText = () => place === 'text' || place === 'heading';
  let fence: Fence = { mark: '`', length: 3 };
  let rows: string[] = [];
  let heldSinceMs: number | undefined;
  let tableSinceMs = 0;
  let isTableOpen = false;
  let isTableRaw = false;

  const flushTable = (isWhole: boolean) => {
    if (rows.length === 0) return;
    const table = isWhole ? renderedTable(rows, paint, columns) : undefined;
    fixed(table ?? rows.map((row) => `${row}\n`).join(''));
    rows = [];
  };

  const endTable = () => {
    flushTable(!isTableRaw);
    isTableOpen = false;
    isTableRaw = false;
  };

  const beginFence = (begun: Fence) => {
    if (isTableOpen) endTable();
    inline.reset();
    fence = begun;
    place = 'fence';
  };

  /** Decides the kind of a line from its beginning; false while it is ambiguous. */
  const decide = (nowMs: number): boolean => {
    if (isTableOpen && !/^ {0,3}(\||$)/.test(line)) endTable();
    const kind = kindOf(line);
    switch (kind.kind) {
      case 'open':
        return false;
      case 'fence':
        beginFence(kind.fence);
        return true;
      case 'heading':
        inline.reset();
        place = 'heading';
        line = line.slice(kind.length);
        return true;
      case 'table':
        if (!isTableOpen) tableSinceMs = nowMs;
        isTableOpen = true;
        inline.reset();
        place = 'table';
        return true;
      case 'lead':
        inline.reset();
        flow(paint.dim(line.slice(0, kind.length)));
        line = line.slice(kind.length);
        place = kind.isQuote ? 'start' : 'text';
        return true;
      case 'text':
        place = 'text';
        return true;
    }
  };

  const endLine = () => {
    if (place === 'start') {
      const bare = fenceIn(line);
      if (bare !== undefined) beginFence(bare);
    }
    switch (place) {
      case 'start': {
        // A blank line ends the block; a line of nothing but markers is a rule.
        if (isTableOpen) endTable();
        if (line.trim() === '' || /^ {0,3}([-*_])\1{2,} *$/.test(line)) {
          inline.reset();
          fixed(line);
        } else flow(inline.push(line) + inline.endLine());
        break;
      }
      case 'text':
        flow(inline.endLine());
        break;
      case 'heading':
        flow(paint.bold(inline.endLine()));
        inline.reset();
        break;
      case 'fence':
        fixed(paint.dim(line));
        break;
      case 'code':
        if (closes(line, fence)) {
          fixed(paint.dim(line));
          place = 'start';
        } else fixed(paint.cyan(line));
        line = '';
        flow('\n');
        return;
      case 'table':
        rows.push(line);
        if (isTableRaw || rows.length > maxTableRows) {
          isTableRaw = true;
          flushTable(false);
        }
        line = '';
        place = 'start';
        return;
    }
    flow('\n');
    line = '';
    place = place === 'fence' ? 'code' : 'start';
  };

  const feed = (text: string, nowMs: number) => {
    for (let at = 0; at < text.length; ) {
      const newline = text.indexOf('\n', at);
      const end = newline === -1 ? text.length : newline;
      if (place === 'start') {
        // One character at a time, so that no more is held than the decision needs.
        if (at < end) {
          line += text[at++];
          // After a quote marker, another line beginning follows.
          for (let goesOn = true; goesOn && place === 'start' && line !== ''; ) goesOn = decide(nowMs);
          if (isInText()) write();
          continue;
        }
      } else if (at < end) {
        line += text.slice(at, end);
        if (isInText()) write();
      }
      at = end;
      if (newline !== -1) {
        endLine();
        at++;
      }
    }
  };

  const write = () => {
    const text = inline.push(line);
    flow(place === 'heading' ? paint.bold(text) : text);
    line = '';
  };

  const taken = () => {
    const text = out;
    out = '';
    return text;
  };

  const isHolding = () => inline.isHolding() || (place === 'start' && line !== '');

  return {
    push: (text, nowMs) => {
      feed(text, nowMs);
      heldSinceMs = isHolding() ? (heldSinceMs ?? nowMs) : undefined;
      return taken();
    },
    tick: (nowMs) => {
      if (isTableOpen && !isTableRaw && nowMs - tableSinceMs >= tableMs) {
        isTableRaw = true;
        flushTable(false);
      }
      if (heldSinceMs !== undefined && nowMs - heldSinceMs >= heldMs) {
        heldSinceMs = undefined;
        flow(inline.settle());
        if (place === 'start') {
          if (isTableOpen) endTable();
          flow(line);
          line = '';
          place = 'text';
        }
      }
      out += wrapper?.tick(nowMs) ?? '';
      return taken();
    },
    end: () => {
      if (place === 'table') {
        rows.push(line);
        endTable();
        // A last table line without a line feed must not gain one.
        out = out.replace(/\n$/, '');
      } else {
        endTable();
        if (
          place === 'fence' ||
          (place === 'start' && fenceIn(line) !== undefined) ||
          (place === 'code' && closes(line, fence))
        )
          fixed(paint.dim(line));
        else if (place === 'code') fixed(paint.cyan(line));
        else flow(inline.push(line) + inline.endLine());
        out += wrapper?.end() ?? '';
      }
      line = '';
      inline.reset();
      return taken();
    },
  };
}

type Kind =
  | { readonly kind: 'open' | 'text' | 'table' }
  | { readonly kind: 'fence'; readonly fence: Fence }
  | { readonly kind: 'heading'; readonly length: number }
  /** A list or quote marker, and its length. */
  | { readonly kind: 'lead'; readonly length: number; readonly isQuote: boolean };

function kindOf(line: string): Kind {
  // A fence marker may grow until another character arrives.
  const begun = /^ {0,3}[`~]+$/.test(line) ? undefined : fenceIn(line);
  if (begun !== undefined) return { kind: 'fence', fence: begun };
  const heading = /^ {0,3}#{1,6} /.exec(line);
  if (heading !== null) return { kind: 'heading', length: heading[0].length };
  if (/^ {0,3}\|/.test(line)) return { kind: 'table' };
  const quote = /^ {0,3}> ?/.exec(line);
  if (quote !== null && line.length > quote[0].trimEnd().length)
    return { kind: 'lead', length: quote[0].length, isQuote: true };
  const list = /^\s*([-*+]|\d{1,9}[.)]) /.exec(line);
  if (list !== null) return { kind: 'lead', length: list[0].length, isQuote: false };
  return line.length < maxMarkLength && mayBecome.test(line) ? { kind: 'open' } : { kind: 'text' };
}

/** A line still undecided after this many characters is text: rescanning at each character would be too slow. */
const maxMarkLength = 200;

/** The beginnings of fences, headings, quotes, lists and rules. */
const mayBecome = /^\s{0,12}(?:`*|~*|#{0,6}|>|[-*_]*|\+|\d{1,9}[.)]?)$/;

function fenceIn(line: string): Fence | undefined {
  const [, mark] = /^ {0,3}(`{3,}|~{3,})[^`]*$/.exec(line) ?? [];
  return mark === undefined ? undefined : { mark: mark[0] ?? '`', length: mark.length };
}

function closes(line: string, { mark, length }: Fence): boolean {
  const trimmed = line.trim();
  return (
    trimmed.length >= length &&
    [...trimmed].every((character) => character === mark) &&
    /^ {0,3}\S/.test(line)
  );
}
