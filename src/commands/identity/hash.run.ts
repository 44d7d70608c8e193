import { type Ending, Failure } from '../../base/failure.js';
import { replaceFile } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { noChanges } from '../../exports/write/csv.js';
import { userHash } from '../../identity/user-hash.js';
import { checkId } from '../../identity/user-id.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { secretOf } from '../shared/identity-secret.js';
import { BadRows } from './bad-rows.js';
import { type HashFormat, type HashWriter, hashWriter } from './hash.view.js';
import { type IdFile, withIdFile } from './id-file.js';
import type { IdFileFlags, WithSecret } from './options.js';

export type Options = WithSecret &
  IdFileFlags & {
    readonly format?: HashFormat | undefined;
    readonly from?: string;
    readonly out?: string;
    readonly force?: boolean;
    readonly rawCsv?: boolean;
  };

export async function hashIds(io: Io, options: Options, ...ids: string[]): Promise<Ending | undefined> {
  const { from, json, format, out } = options;
  refuseClashes(options, ids);
  for (const id of ids) checkId(id, { isExact: options.exact === true });
  const secret = await secretOf(io, options);
  const [only = ''] = ids;
  if (ids.length === 1 && format === undefined && !json && out === undefined)
    return void (await writeOut(io, `${userHash(secret, only)}\n`));
  if (from === undefined) return hashWords(io, options, { ids, secret });
  return withIdFile(io, from, options, (file) => hashFile(io, options, { file, secret }));
}

function refuseClashes({ from, secretFile, fields, out, force }: Options, ids: readonly string[]): void {
  const advice = 'Name ids, or a file of ids with --from';
  if (ids.length === 0 && from === undefined) throw new Failure('usage', 'No user id was given', { advice });
  if (ids.length > 0 && from !== undefined)
    throw new Failure('usage', 'User ids and --from cannot be combined', { advice });
  if (from === '-' && secretFile === '-')
    throw new Failure('usage', '--from and --secret-file cannot both read stdin', {
      advice: 'Put the secret into CHATBASE_IDENTITY_SECRET or into a file',
    });
  if (fields !== undefined)
    throw new Failure('usage', 'identity hash does not support --fields', { advice: 'Leave it out' });
  if (force && out === undefined)
    throw new Failure('usage', '--force has no effect without --out', {
      advice: 'Leave it out, or add --out',
    });
}

/** Where the text goes: a file that is complete or absent, or stdout. */
async function withTarget<T>(
  io: Io,
  { out, force = false }: Options,
  use: (write: (text: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  if (out === undefined) return use((text) => writeOut(io, text));
  const file = await replaceFile(out, io.uuid(), force);
  try {
    const result = await use(file.write);
    await file.commit();
    return result;
  } finally {
    await file.abandon();
  }
}

type Words = { readonly ids: readonly string[]; readonly secret: string };

async function hashWords(io: Io, options: Options, { ids, secret }: Words): Promise<undefined> {
  await withTarget(io, options, async (write) => {
    const writer = hashWriter(options, ['user_id', 'user_hash'], noChanges());
    await write(writer.head + writer.rows(ids.map((id) => [id, userHash(secret, id)])) + writer.tail());
  });
  if (options.out !== undefined)
    tell(io, options, `Wrote ${counted(ids.length, 'hash', 'hashes')} to ${options.out}`);
}

type FileJob = { readonly file: IdFile; readonly secret: string };

async function hashFile(io: Io, options: Options, { file, secret }: FileJob): Promise<Ending | undefined> {
  const bad = new BadRows((text) => writeErr(io, text));
  const changes = noChanges();
  const writer = hashWriter(options, addedColumns(file), changes);
  const hashed = await withTarget(io, options, (write) => hashRows({ file, secret, writer, bad }, write));
  bad.conclude();
  if (changes.guarded > 0)
    tell(
      io,
      options,
      `${counted(changes.guarded, 'cell')} got an apostrophe, so that no spreadsheet runs them as formulas; --raw-csv writes them as they are`,
    );
  const left = bad.count === 0 ? '' : `, left out ${counted(bad.count, 'bad row')}`;
  tell(io, options, `Hashed ${counted(hashed, 'id')} of ${file.name}${left}`);
  return bad.count === 0 ? undefined : 'partial';
}

/** The columns of the output. Throws Failure 'usage' if one of the file would be taken for one that is added. */
function addedColumns({ columns, at, name }: IdFile): readonly string[] {
  const clash = columns.find((column, i) => column === 'user_hash' || (column === 'user_id' && i !== at));
  if (clash !== undefined)
    throw new Failure('usage', `${name} already has a column "${clash}", which would be added`, {
      advice: clash === 'user_id' ? 'Use its ids with --column user_id, or rename it' : 'Rename or remove it',
    });
  return [...columns, ...(columns[at] === 'user_id' ? [] : ['user_id']), 'user_hash'];
}

type RowsJob = FileJob & { readonly writer: HashWriter; readonly bad: BadRows };

async function hashRows(
  { file, secret, writer, bad }: RowsJob,
  write: (text: string) => Promise<void>,
): Promise<number> {
  const { columns, at } = file;
  const hasId = columns[at] === 'user_id';
  let hashed = 0;
  await write(writer.head);
  for await (const rows of file.rows()) {
    const records: (readonly unknown[])[] = [];
    for (const one of rows) {
      if ('flaw' in one) bad.add(one.row, one.flaw);
      else {
        const cells = columns.map((_, i) => one.row.cells[i]);
        const own = hasId ? [] : [one.id];
        records.push([...cells.with(at, one.id), ...own, userHash(secret, one.id)]);
      }
    }
    hashed += records.length;
    await write(writer.rows(records));
  }
  await write(writer.tail());
  return hashed;
}

function tell(io: Io, { quiet }: Options, text: string): void {
  if (!quiet) writeErr(io, text);
}
