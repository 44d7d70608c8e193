import { type Command, Option } from 'commander';
import type { AttributeType } from '../../api/attrs.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { usingBot } from '../../cli/with-account.js';
import { acting, type Cli, type Common } from '../options.js';
import { savedAttribute } from './changing.js';
import { attributeView } from './view.js';

export type Options = Common & {
  readonly type: AttributeType;
  readonly label?: string;
  readonly description?: string;
};

export function attrsCreate(attrs: Command, cli: Cli, run = createAttribute): void {
  attrs
    .command('create')
    .description('Create a custom attribute, for ever: it can be archived, never deleted, renamed or retyped')
    .argument('<name>', 'lower-case letters, digits and _, beginning with a letter')
    .addOption(
      new Option('--type <type>', 'what its values are; cannot be changed')
        .choices(['text', 'number', 'boolean', 'date'])
        .makeOptionMandatory(),
    )
    .option('--label <text>', 'what people see; made from the name without it')
    .option('--description <text>', 'what it means')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase attrs create tier --type text --label "Tier" --local --bot "Harbor Coffee"',
    )
    .action(acting<Options>(cli, run));
}

async function createAttribute(io: Io, options: Options, name = ''): Promise<undefined> {
  const { orDoubt } = await import('../../account/doubt.js');
  const { attributeNameWarning, labelFor } = await import('../../contacts/attribute-name.js');
  const { checkFields, printFields, printOne } = await import('../../terminal/output.js');
  const { say } = await import('../../terminal/voice.js');
  if (options.fields === true) return printFields(io, options, attributeView);
  checkFields(options, attributeView);
  if (options.label?.trim() === '')
    throw new Failure('usage', 'The label is empty', {
      advice: 'Leave --label out to make one from the name',
    });
  const warning = attributeNameWarning(name);
  if (warning !== undefined && !options.quiet) say(io, warning);
  const { type, description, label = labelFor(name) } = options;
  const made = await usingBot(io, options, ({ api, bot, signal }) =>
    savedAttribute(
      { api, bot, signal },
      { name, sent: { name, type, label, description }, deed: `The creation of "${name}"` },
      (deed) =>
        orDoubt(
          () => api.attrs.create(bot.id, { name, type, label, description }, signal),
          deed.deed,
          deed.look,
        ),
      io,
    ),
  );
  if (!options.quiet) say(io, `${name} is there for ever; what is no longer used can be archived`);
  await printOne(io, options, attributeView, made);
}
