import { orDoubt } from '../../account/doubt.js';
import type { Api } from '../../api/api.js';
import type { MadeBot } from '../../api/bots.js';
import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import { fieldChanges } from '../../base/field-changes.js';
import type { Io } from '../../base/io.js';
import { sizeWords, sourceText } from '../../bots/sources.js';
import type { Common } from '../../cli/common-options.js';
import { withAccount } from '../../cli/with-account.js';
import { checkFields, printFields, printOne } from '../../terminal/output.js';
import { writeErr } from '../../terminal/streams.js';
import { checkDryRun, printWould } from '../shared/dry-run.js';
import type { DryRunFlag } from '../shared/dry-run-flag.js';
import { followTraining } from '../shared/follow-training.js';

export type Options = Common &
  DryRunFlag & {
    readonly name?: string;
    readonly source?: readonly string[];
    readonly wait?: boolean;
  };

export async function createBot(io: Io, options: Options, word?: string): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, view);
  checkDryRun(options);
  checkFields(options, view);
  const name = nameFrom(options, word);
  const text = await sourceFrom(io, options);
  if (options.dryRun) return sayCreation(io, options, name, text);
  const made = await withAccount(io, options, async ({ api }) => {
    const signal = io.interrupt.soft;
    const created = await orDoubt(() => api.bots.create(name, text, signal), {
      deed: `The creation of "${name}"`,
      look: 'cbase bots list',
    });
    return options.wait ? whenTrained(io, options, api, created) : created;
  });
  await printOne(io, options, view, { ...made, name });
}

/** What would be created. The bots are listed, which shows that the key is accepted and whether there is one of that name. */
async function sayCreation(io: Io, options: Options, name: string, text = ''): Promise<undefined> {
  const bots = await withAccount(io, options, ({ api }) => api.bots.list(io.interrupt.soft));
  const same = bots.find((bot) => bot.name === name);
  if (same !== undefined && !options.quiet)
    writeErr(io, plainLine(`There is a bot of that name already: ${same.id}`));
  const fields = fieldChanges({}, { name, num_of_characters: [...text].length });
  return printWould(io, options, { would: `create the bot ${name}`, id: name, fields });
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

async function sourceFrom(io: Io, { source, quiet }: Options): Promise<string | undefined> {
  if (source === undefined) return undefined;
  const { text, characters } = await sourceText(io, source);
  if (!quiet) writeErr(io, sizeWords(characters));
  return text;
}

type Named = MadeBot & { readonly name: string };

const view = {
  columns: { id: ({ id }: Named) => id, name: ({ name }: Named) => name },
  raw: ({ raw }: Named) => raw,
  id: ({ id }: Named) => id,
};
