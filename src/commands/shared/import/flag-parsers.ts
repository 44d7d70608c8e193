import { InvalidArgumentError, Option } from 'commander';
import { zoneNamed } from '../../../base/time-zone.js';
import { dateForm } from '../../../contacts/checking/date-format.js';
import type { E164 } from '../../../contacts/checking/e164.js';
import { type ChosenTypes, newTypes } from '../../../contacts/checking/new-attributes.js';
import type { MaxDelete } from '../../../contacts/plan/prune.js';
import type { RejectLimit } from '../../../contacts/run/plan.js';

/** A flag with its choices, of which the first is the default. */
export function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices).default(choices[0]);
}

export function collectWords(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((word) => word.trim())].filter((word) => word !== '');
}

/** `none` beside other words would look like one of them, and means something else. */
export function nullWords(text: string, before: readonly string[] = []): readonly string[] {
  const words = collectWords(text);
  if (words.length > 1 && words.includes('none'))
    throw new InvalidArgumentError(
      'none stands alone: it keeps the other words as text. Use None for the word none, or give --null none on its own.',
    );
  return [...before, ...words];
}

/** `zip:text,seats:number`; empty where the flag stands alone. */
export function chosenTypes(text: string, before: ChosenTypes = new Map()): ChosenTypes {
  const chosen = text
    .split(',')
    .filter((one) => one !== '')
    .map((one) => {
      const at = one.lastIndexOf(':');
      const type = newTypes.find((name) => name === one.slice(at + 1));
      if (at < 1 || type === undefined)
        throw new InvalidArgumentError(
          `Use COLUMN:TYPE, such as zip:text; types are ${newTypes.join(', ')}.`,
        );
      return [one.slice(0, at), type] as const;
    });
  return new Map([...before, ...chosen]);
}

export function dateFormat(text: string): string {
  if (dateForm(text) !== undefined) return text;
  throw new InvalidArgumentError(
    'Use YYYY, MM or M, DD or D, HH or H, mm, ss and Z, such as DD.MM.YYYY HH:mm.',
  );
}

export function dateZone(text: string): string {
  if (zoneNamed(text) !== undefined) return text;
  throw new InvalidArgumentError('Use a zone such as Europe/Berlin, UTC or +02:00.');
}

export function phoneChoice(text: string): 'check' | 'as-is' | E164 {
  if (text === 'check' || text === 'as-is') return text;
  const [, region] = /^e164=([a-z]{2})$/i.exec(text) ?? [];
  if (region !== undefined) return `e164=${region.toUpperCase()}`;
  throw new InvalidArgumentError('Use check, as-is, or e164= with a region such as e164=DE.');
}

export function rejectLimit(text: string): RejectLimit {
  const [, amount, percent] = /^(\d{1,9})(%?)$/.exec(text) ?? [];
  if (amount === undefined || (percent === '%' && Number(amount) > 100))
    throw new InvalidArgumentError('Use a number of rows, or a percentage such as 2%.');
  return { kind: percent === '%' ? 'percent' : 'rows', amount: Number(amount) };
}

export function deleteLimit(text: string): MaxDelete {
  const [, amount, percent] = /^(\d{1,9})(%?)$/.exec(text) ?? [];
  if (amount === undefined || (percent === '%' && Number(amount) > 100))
    throw new InvalidArgumentError('Use a number of contacts, or a percentage such as 2%.');
  return { kind: percent === '%' ? 'percent' : 'contacts', amount: Number(amount) };
}
