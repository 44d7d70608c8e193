import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { withHelp } from '../../cli/help/page.js';
import { type DryRunFlag, dryRunFlag } from '../shared/dry-run-flag.js';
import { writeEndings } from '../shared/write-endings.js';

export function attrsArchive(attrs: Command, cli: Cli): void {
  archiving(attrs, cli, true);
}

export function attrsUnarchive(attrs: Command, cli: Cli): void {
  archiving(attrs, cli, false);
}

function archiving(attrs: Command, cli: Cli, archived: boolean): void {
  const verb = archived ? 'archive' : 'unarchive';
  withHelp(attrs.command(verb), {
    examples: [`cbase attrs ${verb} ${archived ? 'notes' : 'old_tier'}`],
    endings: writeEndings('the attribute was changed'),
  })
    .description(
      archived
        ? 'Archive a custom attribute; its values stay and can only be cleared'
        : 'Restore an archived custom attribute',
    )
    .argument('<name>', 'attribute name')
    .addOption(dryRunFlag())
    .action(
      acting<Common & DryRunFlag>(cli, async () => {
        const { setArchived } = await import('./update.run.js');
        return (io, options, name = '') => setArchived(io, options, name, archived);
      }),
    );
}
