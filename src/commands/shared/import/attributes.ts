import type { Attribute } from '../../../api/attrs.js';
import type { Bot } from '../../../api/bots.js';
import { plainLine } from '../../../base/escape/terminal.js';
import type { Io } from '../../../base/io.js';
import {
  newTypes,
  type ProposedAttribute,
  type Proposing,
  proposedAttributes,
} from '../../../contacts/checking/new-attributes.js';
import type { ColumnOptions } from '../../../contacts/columns/column-options.js';
import type { SavedMap } from '../../../contacts/columns/map-file.js';
import { planColumns } from '../../../contacts/columns/plan-columns.js';
import type { Table } from '../../../contacts/reading/row.js';
import type { ContactApi } from '../../../contacts/sending/api-deps.js';
import { makeSure } from '../../../terminal/make-sure.js';
import { writeErr } from '../../../terminal/streams.js';
import type { ImportFlags } from './flags.js';

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

/**
 * The attributes that --create-attrs proposes, and those of a saved mapping that the bot lacks. Asks before they are created:
 * attributes cannot be deleted.
 */
export async function attributeCreation(
  io: Io,
  options: ImportFlags,
  { table, columns, schema, rules, api, bot }: CreationContext,
): Promise<AttributeCreation> {
  const nothing = { schema, create: async () => {} };
  const chosen = options.createAttrs ?? new Map();
  if (options.fixedSchema) return nothing;
  const saved = savedAttributes(columns.saved?.map, schema);
  const known = [...schema, ...saved.map(plannedAttribute)];
  const proposed = [
    ...saved,
    ...(options.createAttrs === undefined
      ? []
      : await proposedAttributes(table, {
          ...{ schema: known, rules, chosen },
          columns: planColumns(table.columns, known, columns),
        })),
  ];
  if (proposed.length === 0) return nothing;
  await confirmCreation(io, options, bot, proposed);
  return {
    schema: [...schema, ...proposed.map(plannedAttribute)],
    create: () => createAttributes(io, options, proposed, { api, bot }),
  };
}

/** An attribute that does not exist yet, as the plan of an import sees it. */
export function plannedAttribute({ name, label, type }: ProposedAttribute): Attribute {
  return { name, label, type, archived: false, raw: {} };
}

/** Creates attributes, and says so: they are permanent. */
export async function createAttributes(
  io: Io,
  { quiet }: Pick<ImportFlags, 'quiet'>,
  proposed: readonly ProposedAttribute[],
  place: Pick<CreationContext, 'api' | 'bot'>,
): Promise<void> {
  for (const one of proposed) await createAttribute(io, one, place);
  if (proposed.length > 0 && !quiet) writeErr(io, plainLine(`Permanently created: ${listed(proposed)}`));
}

/** The attributes that a saved mapping names with their types, and that the bot does not have. */
function savedAttributes(
  map: SavedMap | undefined,
  schema: readonly Attribute[],
): readonly ProposedAttribute[] {
  return (map?.columns ?? []).flatMap(({ column, to, type }) => {
    const [, name] = /^custom_attributes\.(.+)$/.exec(to ?? '') ?? [];
    const known = newTypes.find((one) => one === type);
    if (name === undefined || known === undefined || schema.some((one) => one.name === name)) return [];
    return [{ name, label: column.trim() || name, type: known, evidence: 'from the saved mapping' }];
  });
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
