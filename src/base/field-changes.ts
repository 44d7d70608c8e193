import { isObject, type JsonObject } from './json.js';
import { agrees, isNothing, stripeText } from './stored-value.js';

/** What a field holds and what it would hold; `null` stands for nothing. */
export type FieldChange = { readonly before: unknown; readonly after: unknown };

/** What a write would do to the fields it names. Nested fields are named like `styles.theme`. */
export type FieldChanges = {
  readonly changes: Readonly<Record<string, FieldChange>>;
  /** Fields that the write names, and that hold that value already. */
  readonly unchanged: readonly string[];
};

/**
 * Compares what is held with what would be written, in the API's own names. A field that is absent from `after`, or `undefined`,
 * is not written. Values are equal where a read-back would take them as stored: an empty value is nothing, and a date may have
 * another format.
 */
export function fieldChanges(held: JsonObject, written: JsonObject): FieldChanges {
  const pairs = pairsOf(held, written, '');
  const isSame = ([name, { before, after }]: Pair) =>
    name === 'stripe_accounts' ? stripeText(before) === stripeText(after) : agrees(after, before);
  return {
    changes: Object.fromEntries(pairs.filter((pair) => !isSame(pair))),
    unchanged: pairs.filter(isSame).map(([name]) => name),
  };
}

/** What remains of an object that is deleted: each field that holds something, and nothing in its place. */
export function fieldsLost(held: JsonObject): FieldChanges {
  const there = Object.entries(held).filter(([, value]) => !isNothing(value));
  const { changes } = fieldChanges(held, Object.fromEntries(there.map(([name]) => [name, null])));
  return { changes, unchanged: [] };
}

type Pair = readonly [name: string, change: FieldChange];

function pairsOf(held: unknown, written: JsonObject, above: string): readonly Pair[] {
  return Object.entries(written).flatMap(([name, after]): readonly Pair[] => {
    if (after === undefined) return [];
    const before = isObject(held) && Object.hasOwn(held, name) ? held[name] : null;
    const parts = partsOf(before, after);
    if (parts !== undefined) return pairsOf(before, parts, `${above}${name}.`);
    return [[above + name, { before: before ?? null, after }]];
  });
}

/** The parts that are compared one by one; `undefined` for a value. A part that is cleared loses all it has. */
function partsOf(before: unknown, after: unknown): JsonObject | undefined {
  if (isObject(after)) return Object.keys(after).length === 0 ? undefined : after;
  if (after !== null || !isObject(before) || Object.keys(before).length === 0) return undefined;
  return Object.fromEntries(Object.keys(before).map((name) => [name, null]));
}
