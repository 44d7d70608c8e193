import { createHash } from 'node:crypto';
import { Failure } from '../../base/failure.js';
import { fileText, inputBytes } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { type AttributeState, type PlannedAttribute, planClasses } from './schema-plan.js';

/** A plan as a file: what it was made from, so that it is refused for anything else. */
export type SavedPlan = {
  readonly kind: typeof planKind;
  readonly version: 1;
  readonly bot: { readonly id: string; readonly name: string };
  /** Of the API, as in https://www.chatbase.co; `local` for the embedded emulator. */
  readonly origin: string;
  readonly file: { readonly path: string; readonly sha256: string };
  readonly attributes: readonly PlannedAttribute[];
};

const planKind = 'cbase attributes plan';

/** Puts a plan and what it was made from together. */
export function savedPlan(made: Omit<SavedPlan, 'kind' | 'version'>): SavedPlan {
  return { kind: planKind, version: 1, ...made };
}

/** SHA-256 of a file, in hex. */
export async function digestOf(io: Io, path: string): Promise<string> {
  return createHash('sha256')
    .update(await inputBytes(io, path))
    .digest('hex');
}

/** A saved plan; `undefined` for a file that is none. Throws Failure 'usage' for a plan that is damaged or of another version. */
export async function readSavedPlan(io: Io, path: string): Promise<SavedPlan | undefined> {
  const text = await fileText(io, path);
  if (!/^\s*\{/.test(text)) return undefined;
  const held = jsonOrNothing(text);
  if (isObject(held) && held.kind === planKind) {
    if (isSavedPlan(held)) return held;
    const isNewer = typeof held.version === 'number' && held.version > 1;
    throw unusable(`${path} is ${isNewer ? 'a plan of a newer version of cbase' : 'a damaged plan'}`);
  }
  // JSON is YAML: it may be a file of attributes.
  if (isObject(held) && 'attributes' in held) return undefined;
  if (held !== undefined || path.endsWith('.json')) throw unusable(`${path} is not a plan of attributes`);
  return undefined;
}

function unusable(message: string): Failure {
  return new Failure('usage', message, {
    advice: 'Make a new one with: cbase attrs plan attributes.yaml --out plan.json',
  });
}

function isSavedPlan(held: object): held is SavedPlan {
  const { version, bot, origin, file, attributes } = held as Record<string, unknown>;
  return (
    version === 1 &&
    hasTexts(bot, ['id', 'name']) &&
    typeof origin === 'string' &&
    hasTexts(file, ['path', 'sha256']) &&
    Array.isArray(attributes) &&
    attributes.every(isPlanned)
  );
}

function hasTexts(held: unknown, names: readonly string[]): boolean {
  return isObject(held) && names.every((name) => typeof held[name] === 'string');
}

function isPlanned(held: unknown): held is PlannedAttribute {
  if (!isObject(held) || typeof held.name !== 'string' || !Array.isArray(held.changes)) return false;
  const found = planClasses.find((one) => one === held.class);
  if (found === undefined || !isState(held.before) || !isState(held.after)) return false;
  return !['create', 'relabel', 'archive', 'unarchive'].includes(found) || held.after !== null;
}

function isState(held: unknown): held is AttributeState | null {
  return (
    held === null ||
    (hasTexts(held, ['type', 'label', 'description']) &&
      typeof (held as AttributeState).archived === 'boolean')
  );
}

/**
 * Throws Failure 'usage' where a plan does not belong to this bot and account, or its file has changed since.
 * `origin` is that of the API which is used now.
 */
export async function refuseForeignPlan(
  io: Io,
  path: string,
  plan: SavedPlan,
  now: { readonly bot: { readonly id: string; readonly name: string }; readonly origin: string },
): Promise<void> {
  const { bot, origin, file } = plan;
  if (origin !== now.origin)
    throw stale(`${path} was made for ${origin}, and this account is at ${now.origin}`);
  if (bot.id !== now.bot.id)
    throw stale(`${path} was made for ${bot.name} (${bot.id}), not for ${now.bot.name} (${now.bot.id})`);
  await refuseOldFile(io, path, file);
}

/** Throws Failure 'usage' where the file that a plan was made from has changed, or is not there any more. */
async function refuseOldFile(io: Io, path: string, file: SavedPlan['file']): Promise<void> {
  if ((await digestOf(io, file.path)) !== file.sha256)
    throw stale(`${file.path} has changed since ${path} was made`);
}

function stale(message: string): Failure {
  return new Failure('usage', `${message}; nothing was changed`, {
    advice: 'Make a new plan with: cbase attrs plan --out PLAN',
  });
}
