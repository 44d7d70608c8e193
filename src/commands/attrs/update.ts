import type { Command } from 'commander';
import type { AttributeChange } from '../../api/attrs.js';
import { Failure } from '../../failure.js';
import type { Io } from '../../io.js';
import { acting, type Cli, type Common } from '../options.js';
import { usingBot } from '../using.js';
import { attributeView } from './view.js';

export type Options = Common & { readonly label?: string; readonly description?: string };

export function attrsUpdate(attrs: Command, cli: Cli, run = updateAttribute): void {
  attrs
    .command('update')
    .description('Change the label or the description of a custom attribute')
    .argument('<name>', 'its name')
    .option('--label <text>', 'what people see')
    .option('--description <text>', 'what it means')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase attrs update plan --label "Subscription" --local --bot "Harbor Coffee"',
    )
    .action(acting<Options>(cli, run));
}

/** `attrs archive` and `attrs unarchive`. */
export function attrsArchive(attrs: Command, cli: Cli, archived: boolean): void {
  const verb = archived ? 'archive' : 'unarchive';
  attrs
    .command(verb)
    .description(
      archived
        ? 'Take a custom attribute out of use; its values stay and can only be cleared'
        : 'Take a custom attribute into use again',
    )
    .argument('<name>', 'its name')
    .addHelpText(
      'after',
      `\nExamples:\n  $ cbase attrs ${verb} ${archived ? 'notes' : 'old_tier'} --local --bot "Harbor Coffee"`,
    )
    .action(acting<Common>(cli, (io, options, name) => changed(io, options, name, { archived })));
}

async function updateAttribute(io: Io, options: Options, name = ''): Promise<undefined> {
  const { label, description } = options;
  if (label === undefined && description === undefined && options.fields !== true)
    throw new Failure('usage', 'Nothing was named that shall change', {
      advice: 'Add --label or --description; name and type are for ever',
    });
  return changed(io, options, name, { label, description });
}

async function changed(io: Io, options: Common, name = '', change: AttributeChange): Promise<undefined> {
  const { printFields, printOne } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, attributeView);
  const { unlessStopped } = await import('../../account/doubt.js');
  const attribute = await usingBot(io, options, ({ api, bot, signal }) =>
    unlessStopped(
      api.attrs.update(bot.id, name, change, signal),
      `The change of the attribute ${name}`,
      'cbase attrs list',
    ),
  );
  await printOne(io, options, attributeView, attribute);
}
