/** What JSON.parse would accept silently, with the keys that lead there. */
export type JsonFault = {
  readonly kind: 'duplicate_key' | 'inexact_number';
  readonly path: readonly string[];
  /** The number as it is written. */
  readonly text?: string;
};

/** Strings, with the colon after a key; numbers; brackets. */
const tokens = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"(?:\s*:)?|-?\d[\d.eE+-]*|[{}[\]]/g;

type Level = { readonly keys: Set<string> | undefined; key: string | undefined };

/**
 * Keys that occur twice in an object, of which JSON.parse keeps the last, and numbers that it would round. `source` must be
 * valid JSON. Long integers are not among them: they are read as text (see base/json).
 */
export function jsonFaults(source: string): readonly JsonFault[] {
  const faults: JsonFault[] = [];
  const levels: Level[] = [];
  for (const [token] of source.matchAll(tokens)) {
    const level = levels.at(-1);
    if (token === '{') levels.push({ keys: new Set(), key: undefined });
    else if (token === '[') levels.push({ keys: undefined, key: undefined });
    else if (token === '}' || token === ']') levels.pop();
    else if (token.endsWith(':') && level?.keys !== undefined) {
      level.key = keyOf(token);
      if (level.keys.has(level.key)) faults.push({ kind: 'duplicate_key', path: pathOf(levels) });
      level.keys.add(level.key);
    } else if (!token.startsWith('"') && !isExact(token))
      faults.push({ kind: 'inexact_number', path: pathOf(levels), text: token });
  }
  return faults;
}

function keyOf(token: string): string {
  const text = token.slice(0, token.lastIndexOf('"') + 1);
  return text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1);
}

function pathOf(levels: readonly Level[]): readonly string[] {
  return levels.flatMap(({ key }) => (key === undefined ? [] : [key]));
}

/** So many digits survive as a number, whatever they are. */
const safeDigits = 15;

function isExact(number: string): boolean {
  if (/^-?\d+$/.test(number) || (number.length <= safeDigits && !/e/i.test(number))) return true;
  return canonical(number) === canonical(String(Number(number)));
}

/** The same text for the same decimal number: its digits without outer zeros, and its power of ten. */
function canonical(number: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const bare = digits.replace(/0+$/, '');
  if (bare === '') return whole === '' ? number : '0';
  return `${sign}${bare}e${Number(power) - fraction.length + digits.length - bare.length}`;
}
