import { basename, dirname } from 'node:path';
import type { Attribute } from '../../../api/attrs.js';
import type { Bot } from '../../../api/bots.js';
import { plainLine } from '../../../base/escape/terminal.js';
import { Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import {
  type ProposedAttribute,
  type Proposing,
  proposedAttributes,
} from '../../../contacts/checking/new-attributes.js';
import type { ColumnOptions } from '../../../contacts/columns/column-options.js';
import { readMap } from '../../../contacts/columns/map-file.js';
import { planColumns } from '../../../contacts/columns/plan-columns.js';
import { reportColumns } from '../../../contacts/columns/report-columns.js';
import type { ReadingOptions } from '../../../contacts/reading/options.js';
import type { Table } from '../../../contacts/reading/row.js';
import { type Manifest, readManifest } from '../../../contacts/runs/manifest.js';
import type { ContactApi } from '../../../contacts/sending/api-deps.js';
import { makeSure } from '../../../terminal/make-sure.js';
import { writeErr } from '../../../terminal/streams.js';
import type { ImportFlags } from './flags.js';
import { columnOptionsOf } from './options.js';

/**
 * The run whose report a file is: its rows were rejected or left over there, and are read as they were then, without any
 * flag. Only where no flag is about columns. Never an address or a key: a manifest may come from anywhere.
 */
export async function reportedRun(
  source: string,
  { columns }: Pick<Table, 'columns'>,
  options: ImportFlags,
): Promise<Manifest | undefined> {
  const isReport = reportColumns.every((name) => columns.includes(name));
  const flags = [
    'map',
    'mapFile',
    'idFrom',
    'ignore',
    'deriveIds',
    'key',
    'source',
    'unknownColumns',
    'createAttrs',
  ];
  if (!isReport || source === '-' || flags.some((flag) => options.typed?.has(flag))) return undefined;
  return readManifest(dirname(source)).catch(() => undefined);
}

/** How a report is written: with the delimiter of the file it comes from. Nothing for what is no report. */
export async function reportReading(source: string): Promise<Partial<ReadingOptions>> {
  if (!/^(rejects|duplicates|in-doubt|unprocessed)\.(csv|ndjson)$/.test(basename(source))) return {};
  const { reading } = (await readManifest(dirname(source)).catch(() => undefined)) ?? {};
  if (reading === undefined) return {};
  const { format, delimiter, expand } = reading;
  return { delimiter: delimiter ?? (format === 'tsv' ? '\t' : undefined), quote: '"', expand };
}

/**
 * The first keys of the dotted columns that a flag or a map file names: `custom_fields` of `custom_fields.company_name`.
 * Objects under them become columns in a JSON file.
 */
export async function nestedKeys(options: ImportFlags): Promise<readonly string[]> {
  const { map = [], idFrom = '', ignore = [], createAttrs, mapFile } = options;
  const saved = mapFile === undefined ? [] : (await readMap(mapFile)).columns.map(({ column }) => column);
  const created = createAttrs === undefined ? [] : [...createAttrs.keys()];
  const named = [
    ...map.map((one) => one.slice(one.indexOf('=') + 1)),
    idFrom,
    ...ignore,
    ...created,
    ...saved,
  ];
  const keys = new Set(named.flatMap((column) => /^[^.]+(?=\.)/.exec(column) ?? []));
  return [...keys].filter((key) => key !== 'custom_attributes');
}

/** What the user chose about columns: by flags, by a map file, or in the run whose report this is. */
export async function chosenColumns(
  options: ImportFlags,
  reported: Manifest | undefined,
): Promise<ColumnOptions> {
  if (reported !== undefined) return namedColumns(reported);
  const columns = columnOptionsOf(options);
  if (options.mapFile === undefined) return columns;
  return { ...columns, saved: { map: await readMap(options.mapFile), path: options.mapFile } };
}

/** Objects in a report may have their keys in another order, so a key that was named by its place is named as such. */
function namedColumns({ columnOptions, columns }: Manifest): ColumnOptions {
  const { map, ignore } = columnOptions;
  const headers = columns.map(({ header }) => header);
  const nameOf = (column: string) => {
    const [, place] = /^#(\d+)$/.exec(column) ?? [];
    const header = place === undefined || headers.includes(column) ? undefined : headers[Number(place) - 1];
    const isUnique = header !== undefined && headers.indexOf(header) === headers.lastIndexOf(header);
    return isUnique && header !== '' ? header : column;
  };
  return {
    ...columnOptions,
    map: map.map((one) => `${one.slice(0, one.indexOf('=') + 1)}${nameOf(one.slice(one.indexOf('=') + 1))}`),
    ignore: ignore.map(nameOf),
  };
}

/** The schema with the attributes that --create-attrs would create, and what creates them. */
export type AttributeCreation = {
  readonly schema: readonly Attribute[];
  readonly create: () => Promise<void>;
};

export type CreationContext = {
  readonly table: Table;
  readonly columns: ColumnOptions;
  readonly schema: readonly Attribute[];
  readonly rules: Proposing['rules'];
  readonly api: ContactApi;
  readonly bot: Bot;
};

/** Proposes an attribute for each unmapped column, and asks before they are created: attributes cannot be deleted. */
export async function attributeCreation(
  io: Io,
  options: ImportFlags,
  { table, columns, schema, rules, api, bot }: CreationContext,
): Promise<AttributeCreation> {
  const nothing = { schema, create: async () => {} };
  if (!options.createAttrs) return nothing;
  const proposed = await proposedAttributes(table, {
    ...{ schema, rules },
    columns: planColumns(table.columns, schema, columns),
    chosen: options.createAttrs,
  });
  if (proposed.length === 0) return nothing;
  await confirmCreation(io, options, bot, proposed);
  const planned = proposed.map(
    ({ name, label, type }): Attribute => ({ name, label, type, archived: false, raw: {} }),
  );
  return {
    schema: [...schema, ...planned],
    create: async () => {
      for (const one of proposed) await createAttribute(io, one, { api, bot });
      if (!options.quiet) writeErr(io, plainLine(`Permanently created: ${listed(proposed)}`));
    },
  };
}

/** Another shard of the same file may be quicker: an attribute that exists with the same type is as good. */
async function createAttribute(
  io: Io,
  { name, type, label }: ProposedAttribute,
  { api, bot }: Pick<CreationContext, 'api' | 'bot'>,
): Promise<void> {
  try {
    await api.attrs.create(bot.id, { name, type, label }, io.interrupt.soft);
  } catch (error) {
    const held = await api.attrs.list(bot.id, io.interrupt.soft);
    if (!held.some((other) => other.name === name && other.type === type && !other.archived)) throw error;
  }
}

function listed(proposed: readonly ProposedAttribute[]): string {
  return proposed
    .map(({ name, type, label, evidence }) => `${name} (${type}, from "${label}": ${evidence})`)
    .join(', ');
}

async function confirmCreation(
  io: Io,
  options: ImportFlags,
  bot: Bot,
  proposed: readonly ProposedAttribute[],
): Promise<void> {
  const list = listed(proposed);
  const what = proposed.length === 1 ? '1 attribute' : `${proposed.length} attributes`;
  if (options.dryRun && !options.quiet) writeErr(io, plainLine(`Would permanently create ${what}: ${list}`));
  if (options.dryRun) return;
  await makeSure(io, options, {
    question: `Permanently create ${what} in ${bot.name}: ${list}?`,
    id: bot.id,
    statement: `${bot.name} would get ${what}, which can never be deleted or change type: ${list}`,
    otherwise: 'leave the columns out with --ignore',
    refused: 'Nothing was created and nothing was sent',
  });
}
