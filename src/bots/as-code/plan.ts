import { createHash } from 'node:crypto';
import { Failure } from '../../base/failure.js';
import { isObject, type JsonObject, jsonOrNothing } from '../../base/json.js';
import { agrees } from '../../base/stored-value.js';
import type { Change } from './changes.js';
import { documentedSettings } from './documented.js';
import type { Values } from './values.js';

const kind = 'cbase-bot-plan';
const version = 1;

/** One setting of a plan: what the bot had when it was made, and what it is to have. */
export type PlannedSetting = {
  readonly setting: string;
  /** Absent where the server does not return the setting. */
  readonly held?: unknown;
  readonly wanted: unknown;
};

/** What `bots apply` would do, as a file that is applied later. */
export type Plan = {
  readonly kind: typeof kind;
  readonly version: typeof version;
  /** ISO 8601. */
  readonly madeAt: string;
  /** The server of the account; `local` for the embedded emulator. */
  readonly origin: string;
  readonly bot: { readonly id: string; readonly name: string };
  /** The settings file it was made from; its path is `-` for stdin. */
  readonly file: { readonly path: string; readonly sha256: string };
  /** Every setting of the file, also those that need no change. */
  readonly settings: readonly PlannedSetting[];
};

type PlanParts = Omit<Plan, 'kind' | 'version' | 'settings'> & {
  readonly held: Values;
  readonly wanted: Values;
};

export function planOf({ held, wanted, ...parts }: PlanParts): Plan {
  const settings = [...wanted].map(([setting, value]) => ({
    setting,
    ...(held.has(setting) && { held: held.get(setting) }),
    wanted: value,
  }));
  return { kind, version, ...parts, settings };
}

/** A plan as a file, with a digest that shows when it was edited. */
export function planText(plan: Plan): string {
  return `${JSON.stringify({ ...plan, digest: digestOf(plan) }, null, 2)}\n`;
}

function digestOf(plan: object): string {
  return sha256(JSON.stringify(plan));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const again = 'Make a new one with: cbase bots plan --out plan.json';

/** Reads a plan; `undefined` for a text that is none. Throws Failure 'usage' for one that was edited, or made by a newer cbase. */
export function readPlan(text: string, path: string): Plan | undefined {
  const document = text.trimStart().startsWith('{') ? jsonOrNothing(text) : undefined;
  if (!isObject(document) || document.kind !== kind) return undefined;
  const { digest, ...plan } = document;
  const refuse = (what: string): never => {
    throw new Failure('usage', `${path} ${what}`, { advice: again });
  };
  if (plan.version !== version) refuse(`is a plan of another version of cbase (${String(plan.version)})`);
  if (digest !== digestOf(plan)) refuse('was edited after it was made');
  if (!isPlan(plan)) refuse('does not hold what a plan of this version of cbase holds');
  return plan as unknown as Plan;
}

/** A digest proves that nothing was edited, not that cbase has written it. */
function isPlan({ bot, file, origin, settings }: JsonObject): boolean {
  const isText = (value: unknown) => typeof value === 'string';
  const isKnown = (one: unknown) =>
    isObject(one) && 'wanted' in one && documentedSettings.some(({ key }) => key === one.setting);
  return (
    isText(origin) &&
    isObject(bot) &&
    [bot.id, bot.name].every(isText) &&
    isObject(file) &&
    [file.path, file.sha256].every(isText) &&
    Array.isArray(settings) &&
    settings.every(isKnown)
  );
}

/** What is left to do of a plan, and the settings that were changed on the server since it was made. */
export type Remaining = {
  readonly changes: readonly Change[];
  readonly moved: readonly string[];
};

/** Compares a plan with what the bot has now. What is already as planned is neither a change nor moved. */
export function remainingOf({ settings }: Plan, now: Values): Remaining {
  const open = settings.flatMap(({ setting: key, wanted, held }) => {
    const setting = documentedSettings.find((one) => one.key === key);
    const from = now.get(key);
    if (setting === undefined || (from !== undefined && agrees(wanted, from))) return [];
    return [{ change: { setting, from, to: wanted }, isMoved: !isSame(held, from) }];
  });
  return {
    changes: open.map(({ change }) => change),
    moved: open.filter(({ isMoved }) => isMoved).map(({ change }) => change.setting.key),
  };
}

function isSame(held: unknown, now: unknown): boolean {
  return held === undefined || now === undefined ? held === now : agrees(held, now);
}
