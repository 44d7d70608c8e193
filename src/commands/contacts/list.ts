import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { once, wholeNumber } from '../../cli/parsers.js';
import { addCached } from '../shared/cached-flag.js';
import { addZone } from '../shared/day-range-flags.js';
import type { Options } from './list.run.js';

const help: HelpPage = {
  notes: [
    'The filters are combined with "and". The API has none: cbase reads all contacts, 1,000 per request, and looks at each.',
    '--where compares a field or a custom attribute: plan=gold, plan!=gold, "seats>3", "signup>=2026-01-31", "city~berlin" (contains), plan= (no value). Case does not count, and accents only if you type one.',
  ],
  examples: [
    'cbase contacts list --limit 5',
    'cbase contacts list --all --format ndjson',
    "cbase contacts list --where plan=gold --where 'seats>3' --updated-since 7d",
    'cbase contacts list --email @example.com --cached 10m',
  ],
  readOn: 'docs/find.md',
};

export function contactsList(contacts: Command, cli: Cli): void {
  const listed = addZone(
    withHelp(contacts.command('list'), help)
      .summary('List or find contacts')
      .description(
        'List the contacts of a bot, or those that filters select, in the order the API returns them',
      )
      .option('--email <address>', 'only this email address, or all of a domain: @example.com', once)
      .option(
        '--phone <number>',
        'only this telephone number, however it is written, or its last digits',
        once,
      )
      .option('--name <text>', 'only names with all of these words', once)
      .option(
        '--where <condition...>',
        'only contacts whose field or attribute meets a condition, such as plan=gold',
      )
      .option('--updated-since <day>', 'only contacts changed since this day: 2026-01-31, 7d, yesterday')
      .option('--created-since <day>', 'only contacts created since this day: 2026-01-31, 7d, yesterday'),
  );
  addCached(
    listed
      .option(
        '--limit <n>',
        'maximum number of contacts (default: a screenful in a terminal, otherwise 100)',
        wholeNumber(1, 100_000_000),
      )
      .option('--all', 'list all contacts, regardless of --limit'),
  ).action(acting<Options>(cli, async () => (await import('./list.run.js')).listContacts));
}
