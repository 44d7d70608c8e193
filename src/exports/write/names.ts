import { Failure } from '../../base/failure.js';

/** The values of the placeholders in a template. Days as `YYYY-MM-DD`. */
export type NameParts = {
  readonly from: string;
  readonly to: string;
  /** The day and the time (HHMMSS) at which the run started, in the zone of its days. */
  readonly date: string;
  readonly time: string;
  readonly bot: string;
};

/** A bot whose name becomes a part of a file name. */
export type NamedBot = {
  readonly id: string;
  readonly name: string;
  /** The other bots of the account; empty where they are not known. */
  readonly others: readonly string[];
};

const placeholders = /\{([^{}]*)\}/g;

/**
 * The path that a template such as `leads-{date}.csv` produces. The bot's part comes from `botName`. Throws Failure 'usage' for an unknown placeholder.
 */
export function filled(template: string, parts: NameParts): string {
  return template.replace(placeholders, (whole, name: string) => {
    if (Object.hasOwn(parts, name)) return parts[name as keyof NameParts];
    throw new Failure('usage', `--out contains the unknown placeholder ${whole}`, {
      advice: `Choose from: ${Object.keys(parts)
        .map((known) => `{${known}}`)
        .join(', ')}`,
    });
  });
}

/**
 * The name of a bot as a part of a file name, such as `Harbor-Coffee`; with a short hash of its id if that of another bot
 * would be the same, on a file system that ignores case too.
 */
export function botName({ id, name, others }: NamedBot): string {
  const safe = safeName(name);
  const isShared = others.some((other) => safeName(other).toLowerCase() === safe.toLowerCase());
  return isShared ? `${safe}~${shortHash(id)}` : safe;
}

/**
 * Untrusted text as a part of a file name: letters, digits, `.`, `_` and `-`; a short hash if it had to be cut or nothing is
 * left. Never a hidden file, never a Windows device name, never longer than 80 bytes.
 */
export function safeName(text: string): string {
  const whole = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '');
  const safe = whole.slice(0, 60);
  const isWhole =
    safe === whole && Buffer.byteLength(safe) <= 70 && !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(safe);
  return isWhole && safe !== '' ? safe : `${cutBytes(safe, 70) || 'x'}~${shortHash(text)}`;
}

function cutBytes(text: string, max: number): string {
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > max) break;
    kept += character;
  }
  return kept;
}

/** FNV-1a over the bytes, 32 bits in base 36: to keep names distinct, not for security. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(36);
}
