import { type Command, Option } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import type { Options } from './hash.run.js';
import { addIdFileFlags, addSecretFlag } from './options.js';

const help: HelpPage = {
  notes: [
    'Of one id, only the hash is printed. Of several ids or of a file, it is a table: every column of the file, and user_id and user_hash.',
    'The secret is that of the bot: in the dashboard, Connect > Embed > Embed code with identity. It stays on your server.',
    'Ids are hashed byte by byte as UTF-8. Nothing is trimmed or repaired: bad rows are named by line and left out.',
  ],
  examples: [
    'cbase identity hash user-42 --secret-file secret.txt',
    'cbase identity hash user-42 user-43 --secret-file secret.txt --format ndjson',
    'cbase identity hash --from contacts.csv --secret-file secret.txt',
  ],
  endings: { partial: 'some rows of the file have no id that can be hashed; they are left out' },
  talksTo: 'nothing',
  readOn: 'docs/identity.md',
  usual: ['--from', '--column', '--out', '--force', '--format', '--raw-csv', '--exact', '--secret-file'],
};

export function identityHash(identity: Command, cli: Cli): void {
  const command = withHelp(identity.command('hash'), help)
    .summary('Make the user hash of a user id')
    .description('Make the user hash of user ids: the HMAC-SHA256 that proves who a visitor is')
    .argument('[user-id...]', 'ids of your users')
    .option('--from <file>', 'hash the ids of a CSV, TSV, NDJSON, JSON or Excel file; - for stdin')
    .option('--out <file>', 'write to this file instead of stdout')
    .option('--force', 'replace the file if it exists')
    .addOption(
      new Option('--format <format>', 'output format (default: by the name of --out, else csv)').choices([
        'csv',
        'tsv',
        'json',
        'ndjson',
      ]),
    )
    .option('--raw-csv', 'write cells as they are, without apostrophes against formula injection');
  addSecretFlag(command);
  addIdFileFlags(command);
  command.action(
    acting<Options>(cli, async () => (await import('./hash.run.js')).hashIds, { ignores: allAccountFlags }),
  );
}
