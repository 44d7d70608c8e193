import type { Command } from 'commander';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { usingBot } from '../../cli/with-account.js';
import { acting, type Cli, type Common } from '../options.js';
import { attributeView } from './view.js';

export type Options = Common;

export function attrsGet(attrs: Command, cli: Cli, run = getAttribute): void {
  attrs
    .command('get')
    .description('Show one custom attribute')
    .argument('<name>', 'its name')
    .addHelpText('after', '\nExamples:\n  $ cbase attrs get plan --local --bot "Harbor Coffee"')
    .action(acting<Options>(cli, run));
}

async function getAttribute(io: Io, options: Options, name = ''): Promise<undefined> {
  const { printFields, printOne } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, attributeView);
  const attributes = await usingBot(io, options, ({ api, bot, signal }) => api.attrs.list(bot.id, signal));
  const found = attributes.find((attribute) => attribute.name === name);
  if (found === undefined)
    throw new Failure('not-found', `There is no attribute "${name}"`, {
      advice:
        attributes.length === 0
          ? 'Create it with: cbase attrs create'
          : `Choose from: ${attributes.map((attribute) => attribute.name).join(', ')}`,
    });
  await printOne(io, options, attributeView, found);
}
