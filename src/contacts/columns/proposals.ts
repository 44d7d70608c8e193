import type { Attribute } from '../../api/attrs.js';
import { foldedName, nearest } from './names.js';
import { type Column, fieldNames } from './target.js';

/** Something that no column fills: a field of a contact, or an attribute. */
export type FreeTarget = {
  /** As --map names it. */
  readonly name: string;
  readonly label: string;
  readonly type: Attribute['type'];
};

/** What a column could still be mapped to: fields first, then attributes that accept values. */
export function freeTargets(columns: readonly Column[], schema: readonly Attribute[]): readonly FreeTarget[] {
  const filled = new Set(columns.flatMap(({ target }) => nameOf(target)));
  const fields = [...fieldNames].map((name) => ({ name, label: name, type: 'text' as const }));
  const live = schema.filter(({ archived, type }) => !archived && type !== 'other');
  return [...fields, ...live].filter(({ name }) => !filled.has(name));
}

function nameOf(target: Column['target']): readonly string[] {
  switch (target.kind) {
    case 'field':
      return [target.field];
    case 'name-part':
      return ['name'];
    case 'spare-phone':
      return ['phonenumber'];
    case 'attribute':
      return [target.attribute.name];
    default:
      return [];
  }
}

/** Words that say little about what a column holds. */
const generic: ReadonlySet<string> = new Set(
  'name names value field number no the my your customer contact client account primary main default current'.split(
    ' ',
  ),
);

/**
 * What a column is probably about: the same word but for words such as "name" (`Company Name`, `company`), or the same name
 * with a typo. A proposal only: nothing is mapped by it.
 */
export function likelyTarget(header: string, free: readonly FreeTarget[]): FreeTarget | undefined {
  const wanted = coreOf(header);
  const isSame = ({ name, label }: FreeTarget) => [name, label].some((word) => coreOf(word) === wanted);
  const near = nearest(
    header,
    free.flatMap(({ name, label }) => [name, label]),
  );
  return (
    (wanted === '' ? undefined : free.find(isSame)) ??
    (foldedName(header).length < 4
      ? undefined
      : free.find(({ name, label }) => near === name || near === label))
  );
}

function coreOf(header: string): string {
  const words = foldedName(header).split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => word !== '' && !generic.has(word)).join(' ');
}

/** What each column is probably about, in their order; no target twice. */
export function proposalsFor(
  columns: readonly Pick<Column, 'header'>[],
  free: readonly FreeTarget[],
): readonly (FreeTarget | undefined)[] {
  const left = new Set(free);
  return columns.map(({ header }) => {
    const found = likelyTarget(header, [...left]);
    if (found !== undefined) left.delete(found);
    return found;
  });
}
