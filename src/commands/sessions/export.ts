import { type Command, Option } from 'commander';
import { transcriptFormats } from '../../chat/transcript.js';
import { acting, type Cli } from '../../cli/action.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import { addMkdir } from '../shared/mkdir-flag.js';
import type { Options } from './export.run.js';

export function sessionsExport(sessions: Command, cli: Cli): void {
  const command = sessions
    .command('export')
    .description('Export a session as Markdown, JSON, JSON lines or text')
    .argument('[session]', 'session id, id prefix or name (default: the last session)')
    .addOption(
      new Option('--format <format>', 'output format (default: by file extension, or md)').choices([
        ...transcriptFormats,
      ]),
    )
    .option('--out <file>', 'write to this file, atomically (default: stdout)')
    .option('--force', 'overwrite an existing file');
  addMkdir(command)
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" -q Hello && cbase sessions export\n  $ cbase chat --local --bot "Harbor Coffee" -q Hello && cbase sessions export --out talk.md',
    )
    .action(
      acting<Options>(cli, async () => (await import('./export.run.js')).exportSession, {
        ignores: allAccountFlags,
      }),
    );
}
