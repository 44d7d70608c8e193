import { type Ending, Failure } from '../../base/failure.js';
import { refuseTaken } from '../../base/files/place.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { detailedEnding } from '../../cli/detailed-exit.js';
import { withBot } from '../../cli/with-account.js';
import { originOf } from '../../config/settings.js';
import { readAttributesFile } from '../../contacts/schema/attributes-file.js';
import { digestOf, savedPlanText } from '../../contacts/schema/saved-plan.js';
import { planAttributes, plannedWrites } from '../../contacts/schema/schema-plan.js';
import { checkFields, printFields } from '../../terminal/output.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { markdownPlan, planView, printPlan, type ShownPlan } from './plan.view.js';

export type Options = Common & {
  readonly detailedExitcode?: boolean;
  readonly markdown?: string;
  readonly out?: string;
  readonly force?: boolean;
};

export const usualFile = 'attributes.yaml';

/** Shows what would change if a file of attributes were applied to a bot. */
export async function planFile(io: Io, options: Options, path = usualFile): Promise<Ending> {
  if (options.fields === true) return printFields(io, options, planView).then(() => 'done');
  checkFields(options, planView);
  await refuseOutputs(options, path);
  const wanted = await readAttributesFile(io, path);
  const sha256 = options.out === undefined ? '' : await digestOf(io, path);
  const shown = await withBot(io, options, async ({ api, bot, account, signal }) => {
    const attributes = planAttributes(wanted, await api.attrs.list(bot.id, signal));
    const { id, name } = bot;
    const plan: ShownPlan = { bot: { id, name }, file: path === '-' ? 'stdin' : path, attributes };
    if (options.out !== undefined) {
      const made = {
        ...{ bot: plan.bot, attributes },
        origin: originOf(account.settings),
        file: { path, sha256 },
      };
      await put(io, options, options.out, savedPlanText(made));
    }
    return plan;
  });
  if (options.markdown === '-') await writeOut(io, markdownPlan(shown));
  else await printPlan(io, options, shown);
  if (options.markdown !== undefined && options.markdown !== '-')
    await put(io, options, options.markdown, markdownPlan(shown));
  const isImpossible = shown.attributes.some((one) => one.class === 'impossible');
  if (isImpossible) return 'partial';
  return detailedEnding(options, plannedWrites(shown.attributes).length > 0);
}

async function refuseOutputs({ out, markdown, force = false, json, format }: Options, path: string) {
  if (out !== undefined && path === '-')
    throw new Failure('usage', '--out binds the plan to its file, and stdin is none', {
      advice: 'Name a file instead of -',
    });
  if (out !== undefined && out === markdown)
    throw new Failure('usage', '--out and --markdown name the same file', { advice: 'Name two files' });
  if (markdown === '-' && (json || format !== undefined))
    throw new Failure(
      'usage',
      '--markdown - prints the plan as Markdown, so it cannot be printed otherwise',
      {
        advice: 'Leave out --json or --format, or write the Markdown to a file',
      },
    );
  if (out !== undefined) await refuseTaken(out, force);
  if (markdown !== undefined && markdown !== '-') await refuseTaken(markdown, force);
}

async function put(io: Io, { force = false, quiet }: Options, path: string, text: string): Promise<void> {
  await putText(path, text, { mark: io.uuid().slice(0, 8), force });
  if (!quiet) writeErr(io, `Wrote the plan to ${path}`);
}
