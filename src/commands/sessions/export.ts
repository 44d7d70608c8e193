import { type Command, Option } from 'commander';
import { transcriptFormats } from '../../chat/transcript.js';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import { addMkdir } from '../shared/mkdir-flag.js';
import type { Options } from './export.run.js';

const help: HelpPage = {
  examples: [
    'cbase chat -q Hello && cbase sessions export',
    'cbase chat -q Hello && cbase sessions export --out talk.md',
  ],
  talksTo: 'nothing',
  readOn: 'docs/chat.md',
};

export function sessionsExport(sessions: Command, cli: Cli): void {
  const command = withHelp(sessions.command('export'), help)
    .description('Export a session as Markdown, JSON, JSON lines or text')
    .argument('[session]', 'session id, id prefix or name (default: the last session)')
    .addOption(
      new Option('--format <format>', 'output format (default: by file extension, or md)').choices([
        ...transcriptFormats,
      ]),
    )
    .option('--out <file>', 'write to this file, atomically (default: stdout)')
    .option('--force', 'overwrite an existing file');
  addMkdir(command).action(
    acting<Options>(cli, async () => (await import('./export.run.js')).exportSession, {
      ignores: allAccountFlags,
    }),
  );
}
