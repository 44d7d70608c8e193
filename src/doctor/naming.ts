import { dirname } from 'node:path';
import { counted } from '../base/text.js';

/** A finding names so many files. */
export const maxNamed = 3;

/** `DIR/a`, or `3 files in DIR: a, b, c`. */
export function named(directory: string, of: readonly { readonly path: string }[]): string {
  const [one] = of;
  if (of.length === 1 && one !== undefined) return one.path;
  const names = of.slice(0, maxNamed).map(({ path }) => nameOf(path));
  const more = of.length > maxNamed ? ' …' : '';
  return `${counted(of.length, 'file')} in ${directory}: ${names.join(', ')}${more}`;
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(dirname(path).length + 1);
}

/** In the order of their first members. */
export function grouped<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
