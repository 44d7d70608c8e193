import { inertJson } from '../../base/escape/terminal.js';
import { type Ending, Failure } from '../../base/failure.js';
import { folderFor, refuseTaken } from '../../base/files/place.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { type Plan, planOf, planText } from '../../bots/as-code/plan.js';
import { refuseFormats } from '../../cli/action.js';
import { type DetailedExit, detailedEnding } from '../../cli/detailed-exit.js';
import { originOf } from '../../config/settings.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { botWords, changesText, settingsCount } from './changes.view.js';
import { type Comparison, compareWithBot, type FileOptions } from './compare.js';
import { planMarkdown } from './plan.view.js';

export type Options = FileOptions &
  DetailedExit & {
    readonly out?: string;
    readonly markdown?: string;
    readonly force?: boolean;
  };

export async function planBot(
  io: Io,
  options: Options,
  ...words: readonly string[]
): Promise<Ending | undefined> {
  await checkFiles(options);
  return compareWithBot(io, options, words, async (comparison) => {
    const plan = planFor(io, comparison);
    await writeFiles(io, options, comparison, plan);
    await show(io, options, comparison, plan);
    return detailedEnding(options, comparison.changes.length > 0);
  });
}

async function checkFiles(options: Options): Promise<void> {
  refuseFormats(options, 'bots plan');
  const { out, markdown, force = false } = options;
  const files = [out, markdown].filter((path) => path !== undefined && path !== '-') as readonly string[];
  const refuse = (message: string, advice: string) => {
    throw new Failure('usage', message, { advice });
  };
  if (out === '-') refuse('--out of bots plan takes a file', 'Use --json to print the plan');
  if (markdown === '-' && (options.json || options.format === 'json'))
    refuse('--json and --markdown - would both print to stdout', 'Write the Markdown to a file');
  if (out !== undefined && out === markdown)
    refuse(`Two things would be written to ${out}`, 'Name two files');
  if (force && files.length === 0) refuse('--force has no effect without a file to write', 'Leave it out');
  for (const path of files) {
    await refuseTaken(path, force);
    await folderFor(path);
  }
}

function planFor(io: Io, { context, file, held }: Comparison): Plan {
  const { bot, account } = context;
  return planOf({
    madeAt: new Date(io.now()).toISOString(),
    origin: originOf(account.settings),
    bot: { id: bot.id, name: bot.name },
    file: { path: file.path, sha256: file.sha256 },
    held,
    wanted: file.wanted,
  });
}

async function writeFiles(io: Io, options: Options, comparison: Comparison, plan: Plan): Promise<void> {
  const { out, markdown, force = false } = options;
  const put = (path: string, text: string) => putText(path, text, { mark: io.uuid(), force });
  if (out !== undefined) await put(out, planText(plan));
  if (markdown === undefined) return;
  const text = planMarkdown(comparison);
  await (markdown === '-' ? writeOut(io, text) : put(markdown, text));
}

async function show(io: Io, options: Options, comparison: Comparison, plan: Plan): Promise<void> {
  const { context, file, changes } = comparison;
  const { json, format, markdown, out, color, quiet } = options;
  if (json || format === 'json') return writeOut(io, `${inertJson(JSON.parse(planText(plan)), 2)}\n`);
  const bot = botWords(context.bot);
  if (markdown !== '-') {
    const head =
      changes.length === 0
        ? `Nothing to change: ${bot} is as ${file.name} says.\n`
        : `${settingsCount(changes)} of ${bot} would change:\n\n`;
    await writeOut(io, head + (await changesText(io, io.stdout, changes, color)));
  }
  if (quiet || out === undefined || changes.length === 0) return;
  writeErr(io, `The plan is in ${out}. Apply it with: cbase bots apply ${out}`);
}
