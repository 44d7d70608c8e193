import type { Editable } from '../../base/files/edit.js';
import { findBlock, isSealed, sealed, withBlock, withoutBlock } from './block.js';
import type { Piece } from './places.js';

/** What happens to a file. `left` was changed by hand; `none` is as it should be. */
export type Step = 'create' | 'update' | 'remove' | 'left' | 'none';

export type Change = {
  readonly piece: Piece;
  readonly step: Step;
  readonly file: Editable;
  /** The bytes afterwards; `undefined` for a file that is removed. */
  readonly after: Buffer | undefined;
};

/** What installing does to one file. `script` is what the shell reads. */
export function planInstall(piece: Piece, file: Editable, script: string): Change {
  const change = (step: Step, after = file.bytes): Change => ({ piece, step, file, after });
  const wanted =
    piece.kind === 'script' ? Buffer.from(sealed(asLatin1(script)), 'latin1') : blockBytes(piece, file);
  if (wanted === undefined) return change('left');
  if (file.bytes === undefined) return change('create', wanted);
  if (file.bytes.equals(wanted)) return change('none');
  const isOurs = piece.kind === 'block' || isOwnScript(file.bytes, script);
  return isOurs ? change('update', wanted) : change('left');
}

/** What uninstalling does to one file: the opposite, byte for byte. */
export function planUninstall(piece: Piece, file: Editable): Change {
  const change = (step: Step, after = file.bytes): Change => ({ piece, step, file, after });
  if (file.bytes === undefined) return change('none');
  const text = file.bytes.toString('latin1');
  if (piece.kind === 'script')
    return isSealed(text) ? { ...change('remove'), after: undefined } : change('left');
  const found = findBlock(text);
  if (found.kind !== 'whole') return change(found.kind === 'none' ? 'none' : 'left');
  const rest = withoutBlock(found);
  return { ...change('remove'), after: rest === undefined ? undefined : Buffer.from(rest, 'latin1') };
}

/** A start file may hold bytes that are no UTF-8; as Latin-1, every byte is one character and stays. */
function blockBytes(piece: Piece & { readonly kind: 'block' }, { bytes }: Editable): Buffer | undefined {
  const text = withBlock(bytes?.toString('latin1'), piece.lines.map(asLatin1));
  return text === undefined ? undefined : Buffer.from(text, 'latin1');
}

/** Installed by an earlier version, or by hand with `cbase completion SHELL > FILE`. */
function isOwnScript(bytes: Buffer, script: string): boolean {
  return isSealed(bytes.toString('latin1')) || bytes.equals(Buffer.from(script));
}

function asLatin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}
