import { createHash } from 'node:crypto';
import { Failure } from '../../base/failure.js';
import { inputBytes } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { refuseOtherFile } from '../../base/own-files.js';
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

/** A plan and what it was made from as a file, with a digest that shows when it was edited. */
export function savedPlanText(made: Omit<SavedPlan, 'kind' | 'version'>): string {
  const plan: SavedPlan = { kind: planKind, version: 1, ...made };
  return `${JSON.stringify({ ...plan, digest: planDigest(plan) }, null, 2)}\n`;
}

function planDigest(plan: object): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex');
}

/** SHA-256 of a file, in hex. */
export async function digestOf(io: Io, path: string): Promise<string> {
  return createHash('sha256')
    .update(await inputBytes(io, path))
    .digest('hex');
}

/** A saved plan; `undefined` for a file that is none. Throws Failure 'usage' for a plan that was edited, is damaged or of another version. */
export function readSavedPlan(text: string, path: string): SavedPlan | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const held = jsonOrNothing(text);
  if (isObject(held) && held.kind === planKind) {
    const { digest, ...plan } = held;
    if (typeof held.version === 'number' && held.version > 1)
      throw unusable(`${path} is a plan of a newer version of cbase`);
    if (digest !== planDigest(plan)) throw unusable(`${path} was edited after it was made`);
    if (isSavedPlan(plan)) return plan;
    throw unusable(`${path} is a damaged plan`);
  }
  refuseOtherFile(text, path, 'attributes');
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
    throw stale(`${path} was made for ${serverWords(origin)}, not for ${serverWords(now.origin)}`);
  if (bot.id !== now.bot.id)
    throw stale(`${path} was made for ${bot.name} (${bot.id}), not for ${now.bot.name} (${now.bot.id})`);
  await refuseOldFile(io, path, file);
}

function serverWords(origin: string): string {
  return origin === 'local' ? 'the embedded emulator' : origin;
}

/** Throws Failure 'usage' where the file that a plan was made from has changed, or is not there any more. */
async function refuseOldFile(io: Io, path: string, file: SavedPlan['file']): Promise<void> {
  const sha256 = await digestOf(io, file.path).catch((error: unknown) => {
    if (!(error instanceof Failure && error.kind === 'usage')) throw error;
    throw stale(
      `${path} was made of ${file.path}, which must be there to show that it has not changed (${error.message})`,
    );
  });
  if (sha256 !== file.sha256) throw stale(`${file.path} has changed since ${path} was made`);
}

function stale(message: string): Failure {
  return new Failure('usage', `${message}; nothing was changed`, {
    advice: 'Make a new plan with: cbase attrs plan --out PLAN',
  });
}
