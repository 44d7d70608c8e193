import { csvText } from '../../base/csv.js';
import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { readFromBot } from '../../cli/with-account.js';
import { type TemplateColumn, templateColumns } from '../../contacts/columns/template.js';
import { checkFields, printFields, printList, type View } from '../../terminal/output.js';
import { writeErr, writeOut } from '../../terminal/streams.js';

export type Options = Common & {
  readonly example?: boolean;
  readonly types?: boolean;
  readonly out?: string;
  readonly force?: boolean;
};

/** Prints the header of a file of contacts for a bot, or what its columns are. */
export async function printTemplate(io: Io, typed: Options): Promise<undefined> {
  const { out, ...others } = typed;
  const options: Options = out === undefined || out === '-' ? others : { ...others, out };
  refuseUnused(options);
  const isList = options.types === true || options.json === true || options.format === 'json';
  if (isList && options.fields === true) return printFields(io, options, typesView);
  if (isList) checkFields(options, typesView);
  else refuseListFlags(options);
  const schema = await readFromBot(io, options, ({ api, bot, signal }) => api.attrs.list(bot.id, signal));
  const columns = templateColumns(schema);
  if (isList) {
    await printList(io, options, typesView, columns);
    return;
  }
  const delimiter = options.format === 'tsv' ? '\t' : ',';
  const header = columns.map(({ column }) => column);
  const rows = options.example ? [header, columns.map(({ example }) => example)] : [header];
  const text = csvText(rows, { delimiter });
  if (options.out === undefined) await writeOut(io, text);
  else await putText(options.out, text, { mark: io.uuid(), force: options.force === true });
  if (!options.quiet) for (const line of linesAbout(columns, options)) writeErr(io, plainLine(line));
}

const typesView: View<TemplateColumn> = {
  columns: {
    column: ({ column }) => column,
    type: ({ type }) => type,
    required: ({ required }) => required,
    about: ({ about }) => about,
    example: ({ example }) => example,
  },
  raw: (column) => column,
  id: ({ column }) => column,
};

function linesAbout(columns: readonly TemplateColumn[], { out }: Options): readonly string[] {
  const types = columns.map(
    ({ column, type, required }) => `${column} (${required ? `${type}, required` : type})`,
  );
  return [
    `Columns: ${types.join(', ')}`,
    ...(out === undefined
      ? []
      : [`Wrote ${out}; fill it in, and import it with: cbase contacts import ${out}`]),
  ];
}

function refuseUnused({ types, example, out, force, json, format }: Options): void {
  const isList = types || json || format === 'json';
  const [flag, other] =
    isList && example
      ? ['--example', types ? '--types' : 'JSON']
      : isList && out !== undefined
        ? ['--out', types ? '--types' : 'JSON']
        : force && out === undefined
          ? ['--force', undefined]
          : [undefined, undefined];
  if (flag === undefined) return;
  const words = other === undefined ? 'without --out' : `with ${other}`;
  throw new Failure('usage', `${flag} has no effect ${words}`, { advice: 'Leave it out' });
}

/** The file itself is CSV or TSV, and always has its header. */
function refuseListFlags({ format, fields, noHeader }: Options): void {
  const flag =
    fields !== undefined
      ? '--fields'
      : noHeader
        ? '--no-header'
        : format !== undefined && format !== 'csv' && format !== 'tsv'
          ? `--format ${format}`
          : undefined;
  if (flag === undefined) return;
  throw new Failure('usage', `${flag} is for the list of the columns, not for the file`, {
    advice: 'Add --types, or leave it out; the file is CSV or TSV',
  });
}
