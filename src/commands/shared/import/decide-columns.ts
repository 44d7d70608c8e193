import type { Attribute } from '../../../api/attrs.js';
import { Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import type { ColumnOptions } from '../../../contacts/columns/column-options.js';
import { savedMap, writeMap } from '../../../contacts/columns/map-file.js';
import { planColumns } from '../../../contacts/columns/plan-columns.js';
import { sourceOf } from '../../../contacts/columns/vendors.js';
import { withFlags, withoutFlag } from '../../../contacts/report/command-line.js';
import { canAsk } from '../../../terminal/prompts.js';
import { writeErr } from '../../../terminal/streams.js';
import { askColumns, freeMapPath, tellSaved } from './ask-columns.js';
import { attributeCreation, type CreationContext, createAttributes, plannedAttribute } from './attributes.js';
import type { ImportFlags } from './flags.js';

export type DecidedColumns = {
  readonly columns: ColumnOptions;
  /** The attributes of the bot, with those that will be created. */
  readonly schema: readonly Attribute[];
  readonly create: () => Promise<void>;
  /** The flags and the command line with which the same is decided without asking. */
  readonly flags: ImportFlags;
  readonly words: readonly string[];
};

/** The columns as the user decided about them: by flags, by a saved mapping and, on a terminal, by answers, which are saved. */
export async function decideColumns(
  io: Io,
  options: ImportFlags,
  context: CreationContext & { readonly source: string },
): Promise<DecidedColumns> {
  const { table, api, bot, source } = context;
  const { schema, create } = await attributeCreation(io, options, context);
  const words = options.words ?? [];
  const asked = canAsk(io, options) ? await askColumns(io, options, { ...context, schema }) : undefined;
  if (asked === undefined) return { columns: context.columns, schema, create, flags: options, words };
  const withCreated = [...schema, ...asked.created.map(plannedAttribute)];
  const map = savedMap(
    planColumns(table.columns, withCreated, asked.columns),
    sourceOf(table.columns, asked.columns.source),
  );
  const path = options.writeMap ?? (await freeMapPath(source));
  const isSaved = await saved(io, path, async () => void (await writeMap(path, map)));
  const { writeMap: _, ...unwritten } = options;
  return {
    columns: asked.columns,
    schema: withCreated,
    create: async () => {
      await create();
      await createAttributes(io, options, asked.created, { api, bot });
    },
    flags: isSaved ? { ...unwritten, mapFile: path } : options,
    words: isSaved ? withMapFile(words, path) : words,
  };
}

/** The answers count for this import even where they cannot be saved for the next one. */
async function saved(io: Io, path: string, write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    tellSaved(io, path);
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    writeErr(io, `Your answers could not be saved: ${error.message}`);
    return false;
  }
}

function withMapFile(words: readonly string[], path: string): readonly string[] {
  return withFlags(withoutFlag(withoutFlag(words, '--write-map'), '--map-file'), ['--map-file', path]);
}
