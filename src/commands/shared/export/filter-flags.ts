import { type Command, InvalidArgumentError } from 'commander';
import { fraction, once, repeatable } from '../../../cli/parsers.js';
import type { ConvoFilterOptions } from '../../../exports/filter/convo-filter.js';
import { countryCode, nearestCountry } from '../../../exports/filter/countries.js';
import type { LeadFilterOptions } from '../../../exports/filter/lead-filter.js';

/** Adds the flags by which conversations are chosen on this machine. */
export function addConvoFilter(command: Command): Command {
  return addPersonFilter(command, 'in their messages and forms')
    .option('--min-score <score>', 'only with a score from this on, 0 to 1', fraction)
    .option('--max-score <score>', 'only with a score up to this, 0 to 1', fraction)
    .option('--with-form', 'only with a submitted form')
    .option('--without-form', 'only without a submitted form')
    .option('--without-reply', 'only those in which the visitor had the last word')
    .option(
      '--country <name,…>',
      'only from these countries, as ISO 3166 code or English name; repeatable',
      repeatable(countryCodes),
    );
}

/** Adds the flags by which leads are chosen on this machine. */
export function addLeadFilter(command: Command): Command {
  return addPersonFilter(command, 'in what was entered');
}

function addPersonFilter(command: Command, where: string): Command {
  return command
    .option('--search <text>', `only with this text, or regular expression /…/ or /…/i, ${where}`, once)
    .option('--customer <who>', 'only of this contact id, email address, telephone number or name', once);
}

function countryCodes(text: string, before: readonly string[] = []): readonly string[] {
  const codes = text.split(',').map((name) => {
    const code = countryCode(name);
    if (code !== undefined) return code;
    if (name.trim() === '')
      throw new InvalidArgumentError('The name of a country is missing. Write them like DE,Austria.');
    const near = nearestCountry(name);
    throw new InvalidArgumentError(
      `"${name.trim()}" is no country. ${near === undefined ? 'Use a code of two letters, such as DE.' : `Did you mean ${near}?`}`,
    );
  });
  return [...before, ...codes];
}

export type { ConvoFilterOptions, LeadFilterOptions };
