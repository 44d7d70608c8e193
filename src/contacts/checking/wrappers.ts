import type { CellKind } from './cell-kind.js';

/** A formula that keeps a spreadsheet from reading text as a number: `="0012"`. */
const formula = /^="((?:[^"]|"")*)"$/s;
const inDoubleQuotes = /^"([^"]*)"$|^“([^“”]*)”$/s;
const inSingleQuotes = /^'([^']*)'$|^‘([^‘’]*)’$/s;

/**
 * A value without what a program put around the whole cell: `="…"`, leftover quotes, `<…>` and `mailto:` around an address,
 * `tel:` before a number. Text keeps single quotes, which may be part of it.
 */
export function unwrapped(text: string, kind: CellKind): string {
  const formulaText = formula.exec(text)?.[1]?.replaceAll('""', '"');
  const bare = formulaText ?? quotedText(text, kind) ?? text;
  if (kind === 'email') return /^<?(?:mailto:)?([^<>?]*?)>?$/i.exec(bare)?.[1] ?? bare;
  return kind === 'phone' ? bare.replace(/^tel:/i, '') : bare;
}

function quotedText(text: string, kind: CellKind): string | undefined {
  const match = inDoubleQuotes.exec(text) ?? (kind === 'text' ? undefined : inSingleQuotes.exec(text));
  return match?.[1] ?? match?.[2];
}
