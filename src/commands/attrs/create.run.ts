import { orDoubt } from '../../account/doubt.js';
import { keptAttribute } from '../../account/kept.js';
import type { Attribute, AttributeDraft, AttributeType } from '../../api/attrs.js';
import { Failure } from '../../base/failure.js';
import { fieldChanges } from '../../base/field-changes.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { commandFor } from '../../cli/look.js';
import { withBot } from '../../cli/with-account.js';
import { attributeNameWarning, isReservedName, labelFor } from '../../contacts/attribute-name.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';
import { checkFields, printFields, printOne } from '../../terminal/output.js';
import { canAsk } from '../../terminal/prompts.js';
import { writeErr } from '../../terminal/streams.js';
import { checkConfirm, checkDryRun, printWould } from '../shared/dry-run.js';
import type { DryRunFlag } from '../shared/dry-run-flag.js';
import { attributeView } from './attribute.view.js';

export type Options = Common &
  Confirmation &
  DryRunFlag & {
    readonly type: AttributeType;
    readonly label?: string;
    readonly description?: string;
  };

export async function createAttribute(io: Io, options: Options, name = ''): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, attributeView);
  checkDryRun(options);
  checkFields(options, attributeView);
  if (options.label?.trim() === '')
    throw new Failure('usage', '--label is empty', {
      advice: 'Omit --label to use one made from the name',
    });
  const warning = attributeNameWarning(name);
  if (warning !== undefined && !options.quiet) writeErr(io, warning);
  const { type, description, label = labelFor(name) } = options;
  const draft = { name, type, label, description };
  if (options.dryRun) return sayCreation(io, options, draft);
  const made = await withBot(io, options, async (context) => {
    const { api, bot, signal } = context;
    const question = `Permanently create the attribute ${name} (${type}) in ${bot.name}?`;
    // It is named in full on the command line, which is enough where cbase cannot ask.
    if (options.confirm !== undefined || canAsk(io, options))
      await makeSure(io, options, { question, id: name, refused: 'Nothing was created' });
    const deed = { deed: `The creation of "${name}"`, look: commandFor(options, 'attrs list') };
    const echoed = await orDoubt(() => api.attrs.create(bot.id, draft, signal), deed);
    return keptAttribute(io, context, { name, sent: draft, echoed }, deed);
  });
  if (!options.quiet) writeErr(io, `${name} cannot be deleted; archive it when it is no longer used`);
  await printOne(io, options, attributeView, made);
}

/** What would be created. Throws Failure 'refused' for a name that the server would refuse. */
async function sayCreation(io: Io, options: Options, draft: AttributeDraft): Promise<undefined> {
  checkConfirm(options, draft.name);
  const bot = await withBot(io, options, async ({ api, bot, signal }) => {
    refuseTaken(draft, await api.attrs.list(bot.id, signal));
    return bot;
  });
  const would = `permanently create the attribute ${draft.name} (${draft.type}) in ${bot.name}`;
  return printWould(io, options, { would, id: draft.name, fields: fieldChanges({}, draft) });
}

function refuseTaken({ name }: AttributeDraft, attributes: readonly Attribute[]): void {
  if (isReservedName(name))
    throw new Failure(
      'refused',
      `The real run would be refused: "${name}" is the name of a field of a contact`,
      {
        advice: 'Choose another name',
      },
    );
  const held = attributes.find((one) => one.name === name);
  if (held === undefined) return;
  throw new Failure('refused', `The real run would be refused: there is an attribute "${name}" already`, {
    advice: held.archived
      ? `Restore it with: cbase attrs unarchive ${name}`
      : `Change its label or description with: cbase attrs update ${name}`,
  });
}
