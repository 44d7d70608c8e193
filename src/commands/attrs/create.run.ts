import { orDoubt } from '../../account/doubt.js';
import { keptAttribute } from '../../account/kept.js';
import type { AttributeType } from '../../api/attrs.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { withBot } from '../../cli/with-account.js';
import { attributeNameWarning, labelFor } from '../../contacts/attribute-name.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';
import { checkFields, printFields, printOne } from '../../terminal/output.js';
import { canAsk } from '../../terminal/prompts.js';
import { writeErr } from '../../terminal/streams.js';
import { attributeView } from './attribute.view.js';

export type Options = Common &
  Confirmation & {
    readonly type: AttributeType;
    readonly label?: string;
    readonly description?: string;
  };

export async function createAttribute(io: Io, options: Options, name = ''): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, attributeView);
  checkFields(options, attributeView);
  if (options.label?.trim() === '')
    throw new Failure('usage', '--label is empty', {
      advice: 'Omit --label to use one made from the name',
    });
  const warning = attributeNameWarning(name);
  if (warning !== undefined && !options.quiet) writeErr(io, warning);
  const { type, description, label = labelFor(name) } = options;
  const draft = { name, type, label, description };
  const made = await withBot(io, options, async (context) => {
    const { api, bot, signal } = context;
    const question = `Permanently create the attribute ${name} (${type}) in ${bot.name}?`;
    // It is named in full on the command line, which is enough where cbase cannot ask.
    if (options.confirm !== undefined || canAsk(io, options))
      await makeSure(io, options, { question, id: name, refused: 'Nothing was created' });
    const deed = { deed: `The creation of "${name}"`, look: 'cbase attrs list' };
    const echoed = await orDoubt(() => api.attrs.create(bot.id, draft, signal), deed);
    return keptAttribute(io, context, { name, sent: draft, echoed }, deed);
  });
  if (!options.quiet) writeErr(io, `${name} cannot be deleted; archive it when it is no longer used`);
  await printOne(io, options, attributeView, made);
}
