import type { Account } from '../../account/account.js';
import { orDoubt } from '../../account/doubt.js';
import type { Api } from '../../api/api.js';
import type { MadeBot } from '../../api/bots.js';
import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import { fieldChanges } from '../../base/field-changes.js';
import type { Io } from '../../base/io.js';
import { type SourceText, sizeWords } from '../../bots/sources.js';
import type { Common } from '../../cli/common-options.js';
import { commandFor } from '../../cli/look.js';
import { withAccount } from '../../cli/with-account.js';
import { checkFields, printFields, printOne } from '../../terminal/output.js';
import { writeErr } from '../../terminal/streams.js';
import { checkDryRun, printWould } from '../shared/dry-run.js';
import { followTraining } from '../shared/follow-training.js';
import { readSources, type SourceFlags } from '../shared/read-sources.js';
import { sentNow, trainingRecord } from '../shared/training-record.js';
import { printPreview } from './train.view.js';

export type Options = Common &
  SourceFlags & {
    readonly name?: string;
    readonly wait?: boolean;
  };

export async function createBot(io: Io, options: Options, word?: string): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, view);
  checkDryRun(options);
  if (!options.dryRun) checkFields(options, view);
  const name = nameFrom(options, word);
  const source = await sourceFrom(io, options);
  if (options.dryRun && source !== undefined)
    return void (await printPreview(io, options, { source, trained: undefined, more: { name } }));
  if (options.dryRun) return sayCreation(io, options, name);
  const made = await withAccount(io, options, async (account) => {
    const created = await orDoubt(() => account.api.bots.create(name, source?.text, io.interrupt.soft), {
      deed: `The creation of "${name}"`,
      look: commandFor({ ...options, bot: undefined }, 'bots list'),
    });
    if (source !== undefined) await remember(io, options, account, { bot: created.id, source });
    return options.wait ? whenTrained(io, options, account.api, created) : created;
  });
  await printOne(io, options, view, { ...made, name });
}

/** What would be created. The bots are listed, which shows that the key is accepted and whether there is one of that name. */
async function sayCreation(io: Io, options: Options, name: string): Promise<undefined> {
  const bots = await withAccount(io, options, ({ api }) => api.bots.list(io.interrupt.soft));
  const same = bots.find((bot) => bot.name === name);
  if (same !== undefined && !options.quiet)
    writeErr(io, plainLine(`There is a bot of that name already: ${same.id}`));
  const fields = fieldChanges({}, { name, num_of_characters: 0 });
  return printWould(io, options, { would: `create the bot ${name}`, id: name, fields });
}

/** So that `bots train --if-changed` knows what the bot was made of. */
function remember(
  io: Io,
  { quiet }: Options,
  account: Account,
  { bot, source }: { readonly bot: string; readonly source: SourceText },
): Promise<void> {
  const onNotice = (text: string) => quiet || writeErr(io, plainLine(text));
  const record = trainingRecord(io, account, bot, { file: undefined, isRequired: false, onNotice });
  return record.accept(sentNow(io, source));
}

function whenTrained(io: Io, options: Options, api: Api, { id, raw }: MadeBot): Promise<MadeBot> {
  const begun = { id, before: undefined, words: `The bot ${id} was created`, raw };
  return followTraining(io, options, { api, signal: io.interrupt.soft }, begun);
}

function nameFrom({ name }: Options, word: string | undefined): string {
  if (name !== undefined && word !== undefined && name !== word)
    throw new Failure('usage', `Two different names were given: "${word}" and "${name}"`, {
      advice: 'Use one of them',
    });
  const chosen = (name ?? word ?? '').trim();
  if (chosen !== '') return chosen;
  throw new Failure('usage', 'No name was given for the bot', { advice: 'Add --name NAME' });
}

async function sourceFrom(io: Io, options: Options): Promise<SourceText | undefined> {
  const { source, dryRun, encoding, quiet } = options;
  if (source === undefined && encoding !== undefined)
    throw new Failure('usage', '--encoding needs a text to read', {
      advice: 'Give the text with --source FILE',
    });
  if (source === undefined) return undefined;
  const read = await readSources(io, options, source);
  if (!quiet && !dryRun) writeErr(io, sizeWords(read.characters));
  return read;
}

type Named = MadeBot & { readonly name: string };

const view = {
  columns: { id: ({ id }: Named) => id, name: ({ name }: Named) => name },
  raw: ({ raw }: Named) => raw,
  id: ({ id }: Named) => id,
};
