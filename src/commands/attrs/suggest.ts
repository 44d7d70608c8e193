import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import { addInputFlags } from '../shared/import/input-flags.js';
import type { Options } from './suggest.run.js';

const help: HelpPage = {
  notes: [
    'The type is the narrowest that fits every value. Zip codes, phone numbers, ids and other identifiers stay text: leading zeros, a +, eleven digits or more, or the name of the column show them.',
    'Reads the file only; nothing is sent. The file that --out writes has no values of the contacts.',
  ],
  examples: ['cbase attrs suggest contacts.csv', 'cbase attrs suggest contacts.csv --out attributes.yaml'],
  talksTo: 'nothing',
  readOn: 'docs/as-code.md',
  usual: ['--out', '--force', '--encoding', '--sheet', '--delimiter', '--header', '--no-header'],
};

export function attrsSuggest(attrs: Command, cli: Cli): void {
  const command = withHelp(attrs.command('suggest'), help)
    .description('Suggest custom attributes for the columns of a contacts file, with the reasons')
    .argument('<file>', 'CSV, TSV, JSON, JSON Lines or .xlsx file of contacts; - for stdin')
    .option('--out <file>', 'also write them to this YAML file, for attrs plan')
    .option('--force', 'replace the file if it exists');
  addInputFlags(command);
  command.action(
    acting<Options>(cli, async () => (await import('./suggest.run.js')).suggestAttributes, {
      offersLogin: false,
      ignores: allAccountFlags,
    }),
  );
}
