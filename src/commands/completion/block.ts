import { createHash } from 'node:crypto';

const begin = '# >>> cbase completion >>>';
const madeForIt = '# The file was made for this block.';

/** What a text file holds of the block that cbase writes. `damaged` is a block that was changed by hand. */
export type Found =
  | { readonly kind: 'none' | 'damaged' }
  | {
      readonly kind: 'whole';
      readonly block: string;
      readonly before: string;
      readonly after: string;
      /** Whether the file did not exist before the block. */
      readonly isAlone: boolean;
    };

/** The block with its two marks; the second holds a digest, by which a change is noticed. */
export function blockOf(lines: readonly string[], isAlone: boolean): string {
  const body = [begin, ...(isAlone ? [madeForIt] : []), ...lines, ''].join('\n');
  return `${body}# <<< cbase completion ${digest(body)} <<<\n`;
}

/** Finds the block in a text. */
export function findBlock(text: string): Found {
  const begins = [...text.matchAll(/^# >>> cbase completion >>>$/gm)];
  const ends = [...text.matchAll(/^# <<< cbase completion ([0-9a-f]*) <<<$\n?/gm)];
  const [first, last] = [begins[0], ends[0]];
  if (first === undefined && last === undefined) return { kind: 'none' };
  if (first === undefined || last === undefined || begins.length + ends.length > 2)
    return { kind: 'damaged' };
  const body = text.slice(first.index, last.index);
  if (last[1] !== digest(body)) return { kind: 'damaged' };
  return {
    kind: 'whole',
    block: body + last[0],
    before: text.slice(0, first.index),
    after: text.slice(last.index + last[0].length),
    isAlone: body.split('\n')[1] === madeForIt,
  };
}

/** The text with the block at its end, or in the place of the one it has. */
export function withBlock(text: string | undefined, lines: readonly string[]): string | undefined {
  const found = findBlock(text ?? '');
  if (found.kind === 'damaged') return undefined;
  if (found.kind === 'whole') return found.before + blockOf(lines, found.isAlone) + found.after;
  return `${text ? `${text}\n` : ''}${blockOf(lines, text === undefined)}`;
}

/** The text as it was before the block; `undefined` if the file was made for it. */
export function withoutBlock({
  before,
  after,
  isAlone,
}: Found & { readonly kind: 'whole' }): string | undefined {
  // The line break that `withBlock` put in between; it stays where the line before it would run into the next.
  const left = before.replace(/\n$/, '');
  const joined = after === '' || left === '' || left.endsWith('\n') ? left + after : before + after;
  return isAlone && joined === '' ? undefined : joined;
}

const sealWords = '# Installed by `cbase completion install`; seal: ';

/** A script with a last line by which a change is noticed. */
export function sealed(script: string): string {
  return `${script}${sealWords}${digest(script)}\n`;
}

/** Whether a text is a script that cbase installed, of any version, and is unchanged. */
export function isSealed(text: string): boolean {
  const at = text.lastIndexOf(sealWords);
  return at >= 0 && text === sealed(text.slice(0, at));
}

function digest(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex').slice(0, 16);
}
