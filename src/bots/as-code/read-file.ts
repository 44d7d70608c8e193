import { Failure } from '../../base/failure.js';
import { fileText } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { isObject, type JsonObject } from '../../base/json.js';
import { refuseOtherFile } from '../../base/own-files.js';
import { fields, list, Misread, type Path, type PlaceOf, readYaml, text } from '../../base/yaml-file.js';
import type { Change } from './changes.js';
import { documentedSettings, type Setting } from './documented.js';
import { type FindModel, flawOf } from './flaws.js';
import { sha256 } from './plan.js';
import type { Values } from './values.js';

/** A settings file: what a bot is to be like. */
export type BotFile = {
  /** `-` for stdin. */
  readonly path: string;
  /** How messages call it. */
  readonly name: string;
  readonly sha256: string;
  /** The id or name of the bot that the file is for. */
  readonly bot: string | undefined;
  /** Only the settings that the file contains. */
  readonly wanted: Values;
  /** What was kept for the record: fields that are no documented settings. */
  readonly other: JsonObject;
  /** Where each setting stands: `bot.yaml:12:3`. */
  readonly places: ReadonlyMap<string, string>;
};

const advice = 'Fix the file; see its format in docs/as-code.md, or write a new one with: cbase bots pull';

/**
 * Reads a settings file, or `given` if it was read already. Throws Failure 'usage' with line and column for a syntax error, an
 * unknown key, or a value of the wrong type.
 */
export async function readBotFile(io: Io, path: string, given?: string): Promise<BotFile> {
  const content = given ?? (await fileText(io, path));
  refuseOtherFile(content, path === '-' ? 'stdin' : path, 'settings');
  const read = (raw: unknown, placeOf: PlaceOf) => {
    const found = rootIn(raw);
    const places = new Map([...found.wanted.keys()].map((key) => [key, placeOf(key.split('.'))]));
    return { ...found, places, path, name, sha256: sha256(content) };
  };
  const name = path === '-' ? 'stdin' : path;
  return readYaml(content, name, (raw, _, placeOf) => read(raw, placeOf), { advice, staysNumber, isText });
}

/** What is a number in JSON, as opposed to text that looks like one. */
function staysNumber(keys: readonly string[]): boolean {
  return keys[0] === 'other' || kindOf(keys) === 'number';
}

function isText(keys: readonly string[]): boolean {
  const kind = kindOf(keys);
  return keys.join('.') === 'bot' || (kind !== undefined && kind !== 'number' && kind !== 'flag');
}

function kindOf(keys: readonly string[]): Setting['kind'] | undefined {
  return documentedSettings.find(({ key }) => key === keys.join('.'))?.kind;
}

function rootIn(raw: unknown): Pick<BotFile, 'bot' | 'wanted' | 'other'> {
  const { bot, other = {}, ...settings } = fields(raw, [], ['bot', ...namesBelow(''), 'other']);
  if (!isObject(other ?? {})) throw new Misread('"other" must be a mapping', ['other']);
  const wanted = new Map(valuesIn(settings, []));
  if (wanted.size === 0) throw new Misread('the file has no settings', []);
  return { bot: text(bot, ['bot']), wanted, other: (other ?? {}) as JsonObject };
}

/** The names that stand directly below a place, in order. */
function namesBelow(above: string): readonly string[] {
  const below = documentedSettings.filter(({ key }) => key.startsWith(above));
  return [...new Set(below.map(({ key }) => key.slice(above.length).split('.')[0] ?? ''))];
}

type Value = readonly [key: string, value: unknown];

function valuesIn(raw: JsonObject, above: readonly string[]): readonly Value[] {
  return Object.entries(raw).flatMap(([name, value]): readonly Value[] => {
    const path = [...above, name];
    const key = path.join('.');
    const setting = documentedSettings.find((one) => one.key === key);
    if (setting !== undefined) return [[key, readValue(setting, value, path)]];
    // A group that is not set: none of its settings is.
    const below = namesBelow(`${key}.`);
    const group =
      value === null ? Object.fromEntries(below.map((one) => [one, null])) : fields(value, path, below);
    return valuesIn(group, path);
  });
}

function readValue({ kind }: Setting, raw: unknown, path: Path): unknown {
  if (raw === null) return null;
  const must = (what: string, where = path): never => {
    throw new Misread(`"${path.at(-1)}" must be ${what}`, where);
  };
  switch (kind) {
    case 'flag':
      return typeof raw === 'boolean' ? raw : must('true or false');
    case 'number':
      return typeof raw === 'number' && Number.isFinite(raw) ? raw : must('a number');
    case 'texts':
    case 'domains':
      return list(raw, path).map((item, i) =>
        typeof item === 'object' ? must('a list of texts', [...path, i]) : text(item, [...path, i]),
      );
    default:
      return text(raw, path);
  }
}

/**
 * Throws Failure 'usage' with line and column for the first change to a value that cannot be right. A value that the bot has
 * already is none of it, whatever it is.
 */
export function refuseFlaws({ places }: BotFile, changes: readonly Change[], findModel?: FindModel): void {
  for (const { setting, to } of changes) {
    const flaw = flawOf(setting, to, findModel);
    if (flaw === undefined) continue;
    throw new Failure('usage', `${places.get(setting.key)}: ${flaw.message}`, { advice: flaw.advice });
  }
}
