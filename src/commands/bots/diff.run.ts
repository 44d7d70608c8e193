import { inertJson } from '../../base/escape/terminal.js';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { isReadable } from '../../bots/as-code/changes.js';
import { refuseFormats } from '../../cli/action.js';
import { type DetailedExit, detailedEnding } from '../../cli/detailed-exit.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { botWords, changesJson, changesText, settingsCount } from './changes.view.js';
import { type Comparison, compareWithBot, type FileOptions } from './compare.js';

export type Options = FileOptions & DetailedExit;

export async function diffBot(
  io: Io,
  options: Options,
  ...words: readonly string[]
): Promise<Ending | undefined> {
  refuseFormats(options, 'bots diff');
  return compareWithBot(io, options, words, async (comparison) => {
    const changes = comparison.changes.filter(isReadable);
    await show(io, options, { ...comparison, changes });
    tellUnreadable(io, options, comparison);
    return detailedEnding(options, changes.length > 0);
  });
}

async function show(io: Io, options: Options, { context, file, changes }: Comparison): Promise<void> {
  const { bot } = context;
  if (options.json || options.format === 'json') {
    const { id, name } = bot;
    const document = { ok: true, bot: { id, name }, file: file.path, changes: changesJson(changes) };
    return writeOut(io, `${inertJson(document, 2)}\n`);
  }
  if (changes.length === 0) return writeOut(io, `${botWords(bot)} is as ${file.name} says.\n`);
  const head = `${botWords(bot)} differs from ${file.name} in ${settingsCount(changes)}:\n\n`;
  await writeOut(io, head + (await changesText(io, io.stdout, changes, options.color)));
}

function tellUnreadable(io: Io, { quiet }: Options, { changes }: Comparison): void {
  const unseen = changes.filter((change) => !isReadable(change)).map(({ setting }) => setting.key);
  if (unseen.length > 0 && !quiet)
    writeErr(io, `Not compared, because the server does not return it: ${unseen.join(', ')}`);
}
