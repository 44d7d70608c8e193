import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './train.run.js';

const help: HelpPage = {
  notes: [
    'The new text replaces the old text, which cannot be recovered.',
    'Sources are text, Markdown, HTML, DOCX and PDF, known by their content; see docs/training.md.',
  ],
  examples: [
    'cbase bots train --source *.md --yes',
    'cbase bots train --source "**/*.md" "!drafts/**" --dry-run',
    'cbase bots train --source "**/*.md" --if-changed --wait --yes',
    'cbase bots train --same-text --yes',
  ],
  endings: { 'in-doubt': 'it is not known whether the text was replaced' },
};

export function botsTrain(bots: Command, cli: Cli): void {
  withHelp(bots.command('train'), help)
    .description('Replace the whole text of a bot and retrain it')
    .argument('[bot]', 'bot id or name (or use --bot)')
    .option('--source <file...>', 'new text: files, glob patterns, !patterns to leave out, or - for stdin')
    .option('--same-text', 'retrain with the current text; sends no new text')
    .option('--encoding <name>', 'encoding of texts that are not UTF-8, such as windows-1252')
    .option('--dry-run', 'show the files, their size and what changed; send nothing')
    .option('--if-changed', 'train only if the text differs from the one trained last')
    .option(
      '--state-file <file>',
      'where to keep what was trained (default: the state directory of this machine)',
    )
    .option('--name <name>', 'also rename the bot (default: keep its name)')
    .option('--wait', 'wait until training has finished')
    .addOption(yesFlag())
    .addOption(confirmFlag('the bot id'))
    .action(doing<Options>(cli, async () => (await import('./train.run.js')).trainBot));
}
