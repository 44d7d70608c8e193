/** Row ordinals in compact form: `0-999,1004`. Ascending, without duplicates. */
export function ordinalText(ordinals: Iterable<number>): string {
  const parts: string[] = [];
  let first = -1;
  let last = -1;
  const end = () => {
    if (first >= 0) parts.push(first === last ? String(first) : `${first}-${last}`);
  };
  for (const ordinal of ordinals) {
    if (ordinal !== last + 1 || first < 0) {
      end();
      first = ordinal;
    }
    last = ordinal;
  }
  end();
  return parts.join(',');
}

/** The ordinals in such a text; `undefined` if it is malformed. */
export function ordinalsIn(text: string): readonly number[] | undefined {
  const ordinals: number[] = [];
  if (text === '') return ordinals;
  for (const part of text.split(',')) {
    const [, low = '', high = low] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(part) ?? [];
    if (low === '' || Number(high) < Number(low)) return undefined;
    for (let ordinal = Number(low); ordinal <= Number(high); ordinal++) ordinals.push(ordinal);
  }
  return ordinals;
}
