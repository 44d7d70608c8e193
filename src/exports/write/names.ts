import { Failure } from '../../base/failure.js';

/** What a template may name. Days as `YYYY-MM-DD`. */
export type NameParts = {
  readonly from: string;
  readonly to: string;
  /** The day and the time of day, as HHMMSS, at which the run began. In UTC. */
  readonly date: string;
  readonly time: string;
  readonly bot: string;
};

const placeholders = /\{([^{}]*)\}/g;

/**
 * The path that a template such as `leads-{date}.csv` means. What is filled in cannot leave the directory that the template
 * names, whatever it is called on the server. Throws Failure 'usage' for a name that is not known.
 */
export function filled(template: string, parts: NameParts): string {
  return template.replace(placeholders, (whole, name: string) => {
    if (Object.hasOwn(parts, name)) return safeName(parts[name as keyof NameParts]);
    throw new Failure('usage', `--out: nothing is known of ${whole}`, {
      advice: `Choose from: ${Object.keys(parts)
        .map((known) => `{${known}}`)
        .join(', ')}`,
    });
  });
}

/**
 * A text from outside as a part of a file name: letters, digits, `.`, `_` and `-`; what is lost by that is told apart by a
 * few letters of hash. Never hidden, never a device of Windows, never longer than 80 bytes.
 */
export function safeName(text: string): string {
  const safe = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 60);
  const isSame =
    safe === text && Buffer.byteLength(safe) <= 80 && !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(safe);
  return isSame && safe !== '' ? safe : `${cutBytes(safe, 70) || 'x'}~${shortHash(text)}`;
}

function cutBytes(text: string, most: number): string {
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > most) break;
    kept += character;
  }
  return kept;
}

/** FNV-1a over the bytes, 32 bits in base 36: to tell names apart, not to protect them. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(36);
}
