import type { Bot } from '../../api/bots.js';
import { documentedSettings, type Setting } from './documented.js';
import { heldValues, otherFields, placesIn, type Values } from './values.js';

/** What a copy of a bot is to have: all of its settings but the name. An empty list or text stands for one that is not set. */
export function copiedSettings(source: Bot): Values {
  const held = heldValues(source);
  return new Map(
    documentedSettings.flatMap((setting) => {
      const value = held.get(setting.key) ?? (held.has(setting.key) ? emptyOf(setting) : undefined);
      return setting.key === 'name' || value === undefined ? [] : [[setting.key, value] as const];
    }),
  );
}

/** How a setting is cleared; `undefined` where the documentation knows no way. */
function emptyOf({ kind }: Setting): unknown {
  switch (kind) {
    case 'texts':
    case 'domains':
      return [];
    case 'text':
    case 'long-text':
      return '';
    default:
      return undefined;
  }
}

/** What cannot be copied: what the server does not return, and what is no documented setting. */
export function uncopiedFields(source: Bot): readonly string[] {
  const held = heldValues(source);
  const unseen = documentedSettings.filter(({ key }) => !held.has(key)).map(({ key }) => key);
  return [...unseen, ...placesIn(otherFields(source))];
}

/** What a new bot comes with and its original does not have, for which the documentation knows no way to clear it. */
export function unclearedSettings(source: Bot, made: Bot): readonly string[] {
  const [wanted, there] = [heldValues(source), heldValues(made)];
  return documentedSettings
    .filter((setting) => emptyOf(setting) === undefined)
    .filter(({ key }) => wanted.get(key) === null && (there.get(key) ?? null) !== null)
    .map(({ key }) => key);
}
