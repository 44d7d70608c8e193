import { nearest } from '../../base/nearest.js';
import { isColour, isDomain } from '../setting-values.js';
import type { Setting } from './documented.js';

/** What is wrong with a value, and what to do about it. */
export type Flaw = { readonly message: string; readonly advice: string };

/** Looks up a model name: as it is known, in whatever case it was written, or else the known name nearest to it. */
export type FindModel = (name: string) => {
  readonly name: string | undefined;
  readonly nearest: string | undefined;
};

/** Why a value of a setting cannot be right; `undefined` if it can. Without `findModel`, any model name can be. */
export function flawOf(setting: Setting, value: unknown, findModel?: FindModel): Flaw | undefined {
  const { key } = setting;
  if (key === 'name' && (typeof value !== 'string' || value.trim() === ''))
    return flaw('the name of the bot is empty', 'Give it a name, or leave the line out');
  if (value === null) return undefined;
  switch (setting.kind) {
    case 'choice':
      return choiceFlaw(key, String(value), setting.choices);
    case 'number':
      return numberFlaw(setting, Number(value));
    case 'color':
      if (isColour(String(value))) return undefined;
      return flaw(`"${key}" must be a color, not "${value}"`, 'Write it like "#3B81F7", in quotes');
    case 'domains':
      return domainFlaw((value as readonly string[]).find((one) => !isDomain(one)));
    case 'model':
      return findModel && modelFlaw(String(value), findModel);
    default:
      return undefined;
  }
}

function flaw(message: string, advice: string): Flaw {
  return { message, advice };
}

function choiceFlaw(key: string, value: string, choices: readonly string[]): Flaw | undefined {
  if (choices.includes(value)) return undefined;
  const close = nearest(value, choices);
  const allowed = `Use ${choices.join(' or ')}`;
  return flaw(
    `"${key}" cannot be "${value}"`,
    close === undefined ? allowed : `Did you mean "${close}"? ${allowed}`,
  );
}

function numberFlaw(
  { key, ...range }: Setting & { readonly kind: 'number' },
  value: number,
): Flaw | undefined {
  const { min, max, isWhole } = range;
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return undefined;
  const what = isWhole ? 'a whole number' : 'a number';
  return flaw(`"${key}" must be ${what} from ${min} to ${max}, not ${value}`, 'Correct it');
}

function domainFlaw(odd: string | undefined): Flaw | undefined {
  return odd === undefined ? undefined : flaw(`"${odd}" is not a domain`, 'Write it like example.com');
}

function modelFlaw(value: string, findModel: FindModel): Flaw | undefined {
  const { name, nearest: close } = findModel(value);
  if (name === value) return undefined;
  const meant = name ?? close;
  const question = meant === undefined ? '' : `Did you mean "${meant}"? `;
  return flaw(
    `"${value}" is not a known model`,
    `${question}See the known ones with: cbase models; add --any-model if Chatbase has it`,
  );
}
