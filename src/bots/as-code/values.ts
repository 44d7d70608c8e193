import type { Bot } from '../../api/bots.js';
import { isObject, type JsonObject } from '../../base/json.js';
import { documentedSettings, facts } from './documented.js';

/** Settings by their key in a file, in the order of `documentedSettings`. `null` is a setting that was never set. */
export type Values = ReadonlyMap<string, unknown>;

/** The settings that a response shows. One that it does not have is not among them: whether it is set is unknown. */
export function heldValues({ raw }: Pick<Bot, 'raw'>): Values {
  return new Map(
    documentedSettings.flatMap(({ key, held }) => {
      const value = heldAt(raw, held.split('.'));
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

/** `undefined` only where the response lacks the whole group: within one, what is not set may be left out. */
function heldAt(raw: JsonObject, [name = '', ...below]: readonly string[]): unknown {
  if (!Object.hasOwn(raw, name)) return undefined;
  const value = raw[name] ?? null;
  if (below.length === 0) return value;
  return (isObject(value) ? heldAt(value, below) : null) ?? null;
}

/** What a response has besides documented settings and facts about the bot, sorted by name. */
export function otherFields({ raw }: Pick<Bot, 'raw'>): JsonObject {
  const known = documentedSettings.map(({ held }) => held);
  return without(raw, [...known, ...facts]) ?? {};
}

function without(fields: JsonObject, known: readonly string[], above = ''): JsonObject | undefined {
  const rest = Object.keys(fields)
    .sort()
    .flatMap((name) => {
      const [value, place] = [fields[name], above + name];
      if (known.includes(place)) return [];
      const isGroup = known.some((one) => one.startsWith(`${place}.`));
      // A group that is not set has nothing unknown in it.
      if (isGroup && (value === null || value === undefined)) return [];
      const left = isGroup && isObject(value) ? without(value, known, `${place}.`) : value;
      return left === undefined ? [] : [[name, left] as const];
    });
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

/** An object of values by their places: `styles.theme` is the `theme` in `styles`. */
export function nested(values: Iterable<readonly [place: string, value: unknown]>): JsonObject {
  const made: Record<string, unknown> = {};
  for (const [place, value] of values) {
    const names = place.split('.');
    const last = names.pop() ?? '';
    let at = made;
    for (const name of names) {
      at[name] ??= {};
      at = at[name] as Record<string, unknown>;
    }
    at[last] = value;
  }
  return made;
}

/** The places of all values in an object: `styles.theme`. A list is one value. */
export function placesIn(fields: JsonObject, above = ''): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    isObject(value) && Object.keys(value).length > 0 ? placesIn(value, `${above}${name}.`) : [above + name],
  );
}

/** The places in `other` of a file whose value a bot does not have so. */
export function differingOther(other: JsonObject, bot: Pick<Bot, 'raw'>): readonly string[] {
  return differing(other, otherFields(bot));
}

function differing(wanted: JsonObject, held: JsonObject, above = ''): readonly string[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const [place, there] = [above + name, held[name]];
    if (isObject(value) && isObject(there)) return differing(value, there, `${place}.`);
    return JSON.stringify(value) === JSON.stringify(there) ? [] : [place];
  });
}
