import { basename, dirname } from 'node:path';
import type { Attribute } from '../../api/attrs.js';
import type { Bot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { ProposedAttribute } from '../../contacts/columns/new-attributes.js';
import type { ColumnWishes } from '../../contacts/columns/wishes.js';
import type { OpenedImport } from '../../contacts/import-file.js';
import type { Manifest } from '../../contacts/runs/manifest.js';
import type { ContactApi } from '../../contacts/runs/needs.js';
import { type Options, wishesOf } from './importing.js';

/**
 * The run whose report a file is: its rows were rejected or left over there, and are read as they were then, without any
 * flag. Only where nothing else is said about columns. Never an address or a key: a manifest may come from anybody.
 */
export async function runBehind(
  source: string,
  { table }: OpenedImport,
  options: Options,
): Promise<Manifest | undefined> {
  const isReport = ['_line', '_column', '_code', '_message'].every((name) => table.columns.includes(name));
  const said = ['map', 'mapFile', 'idFrom', 'ignore', 'deriveIds', 'source', 'unknownColumns', 'createAttrs'];
  if (!isReport || source === '-' || said.some((flag) => options.typed?.has(flag))) return undefined;
  const { readManifest } = await import('../../contacts/runs/manifest.js');
  return readManifest(dirname(source)).catch(() => undefined);
}

/** What stands between the cells of a report: what stood there in the file it comes from. */
export async function delimiterBehind(source: string): Promise<string | undefined> {
  if (!/^(rejects|duplicates|in-doubt|unprocessed)\.csv$/.test(basename(source))) return undefined;
  const { readManifest } = await import('../../contacts/runs/manifest.js');
  return (await readManifest(dirname(source)).catch(() => undefined))?.reading.delimiter;
}

/** What is said about columns, by flags, by a map file, or by the run behind a report. */
export async function columnWishes(options: Options, behind: Manifest | undefined): Promise<ColumnWishes> {
  if (behind !== undefined) return behind.wishes;
  const wishes = wishesOf(options);
  if (options.mapFile === undefined) return wishes;
  const { readMap } = await import('../../contacts/columns/map-file.js');
  return { ...wishes, saved: { map: await readMap(options.mapFile), path: options.mapFile } };
}

/** The schema with the attributes that --create-attrs would make, and the deed that makes them. */
export type Creation = { readonly schema: readonly Attribute[]; readonly create: () => Promise<void> };

/** Proposes attributes for the columns nobody spoke of, and asks whether they shall be made: they can never be deleted. */
export async function creationOf(
  opened: OpenedImport,
  wishes: ColumnWishes,
  schema: readonly Attribute[],
  { api, bot }: { readonly api: ContactApi; readonly bot: Bot },
  io: Io,
  options: Options,
): Promise<Creation> {
  const nothing = { schema, create: async () => {} };
  if (!options.createAttrs) return nothing;
  const { plainLine } = await import('../../base/escape/terminal.js');
  const { proposedAttributes } = await import('../../contacts/columns/new-attributes.js');
  const { say } = await import('../../terminal/voice.js');
  const { planColumns } = await import('../../contacts/columns/plan-columns.js');
  const columns = planColumns(opened.table.columns, schema, wishes);
  const proposed = await proposedAttributes(opened.table, columns, schema);
  if (proposed.length === 0) return nothing;
  await agreed(proposed, bot, io, options);
  const planned = proposed.map((one): Attribute => ({ ...one, archived: false, raw: {} }));
  return {
    schema: [...schema, ...planned],
    create: async () => {
      for (const one of proposed) await made(one, api, bot, io);
      if (!options.quiet) say(io, plainLine(`Created for ever: ${listed(proposed)}`));
    },
  };
}

/** Another shard of the same file may be quicker: what is there with the same type is as good. */
async function made(one: ProposedAttribute, api: ContactApi, bot: Bot, io: Io): Promise<void> {
  const { name, type, label } = one;
  try {
    await api.attrs.create(bot.id, { name, type, label }, io.interrupt.soft);
  } catch (error) {
    const held = await api.attrs.list(bot.id, io.interrupt.soft);
    if (!held.some((other) => other.name === name && other.type === type && !other.archived)) throw error;
  }
}

function listed(proposed: readonly ProposedAttribute[]): string {
  return proposed.map(({ name, type, label }) => `${name} (${type}, from "${label}")`).join(', ');
}

async function agreed(
  proposed: readonly ProposedAttribute[],
  bot: Bot,
  io: Io,
  options: Options,
): Promise<void> {
  const { askYes, canAsk } = await import('../../terminal/prompts.js');
  const { say } = await import('../../terminal/voice.js');
  const { plainLine } = await import('../../base/escape/terminal.js');
  const list = listed(proposed);
  const what = proposed.length === 1 ? '1 attribute' : `${proposed.length} attributes`;
  if (options.dryRun && !options.quiet) say(io, plainLine(`Would create ${what}, for ever: ${list}`));
  if (options.dryRun || options.yes) return;
  if (!canAsk(io, options))
    throw new Failure(
      'usage',
      `${bot.name} would get ${what}, which can never be deleted or retyped: ${list}`,
      {
        advice: 'Add --yes to create them, or leave the columns out with --ignore',
      },
    );
  if (!(await askYes(io, options, `Create ${what} in ${bot.name}, for ever: ${list}?`)))
    throw new Failure('refused', 'Nothing was created and nothing was sent');
}
