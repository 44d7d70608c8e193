import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { count, counted } from '../../base/text.js';
import type { Common } from '../../cli/common-options.js';
import { formatOf, printList, type View } from '../../terminal/output.js';
import { writeErr, writeOut } from '../../terminal/streams.js';

/** An id that only one side has. */
export type Lonely = {
  /** `undefined` for a contact without an external id. */
  readonly id: string | undefined;
  readonly missingIn: 'file' | 'contacts';
  /** Where it is in the file. */
  readonly line?: number;
  /** Chatbase's own id of the contact. */
  readonly contact?: string | undefined;
};

export type Comparison = {
  readonly file: { readonly name: string; readonly rows: number; readonly ids: number };
  readonly bot: { readonly id: string; readonly name: string };
  readonly contacts: number;
  readonly badRows: number;
  readonly lonely: readonly Lonely[];
};

const columns: View<Lonely>['columns'] = {
  user_id: ({ id }) => id,
  missing_in: ({ missingIn }) => missingIn,
  line: ({ line }) => line,
  contact_id: ({ contact }) => contact,
};

export const lonelyView: View<Lonely> = {
  columns,
  raw: rawOf,
  id: ({ id = '' }) => id,
};

function rawOf(one: Lonely): object {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column(one) ?? null]));
}

/** Prints the ids that one side lacks, and says on stderr how many there are. */
export async function printComparison(io: Io, options: Common, comparison: Comparison): Promise<void> {
  const { file, contacts, lonely, badRows, bot } = comparison;
  const without = lonely.filter(({ missingIn }) => missingIn === 'contacts').length;
  const others = lonely.length - without;
  const facts = {
    file: file.name,
    bot: bot.id,
    rows: file.rows,
    bad_rows: badRows,
    ids: file.ids,
    contacts,
    matched: file.ids - without,
    missing_in_contacts: without,
    missing_in_file: others,
  };
  if (formatOf(io, options) === 'json' && options.fields === undefined)
    await writeOut(io, `${inertJson({ ...facts, missing: lonely.map(rawOf) }, 2)}\n`);
  else if (lonely.length > 0 || formatOf(io, options) !== 'table')
    await printList(io, options, lonelyView, lonely);
  if (options.quiet) return;
  const ids = `${count(facts.matched)} of ${counted(file.ids, 'id')} in ${file.name}`;
  writeErr(
    io,
    plainLine(
      `${ids} ${facts.matched === 1 ? 'is' : 'are'} among the ${counted(contacts, 'contact')} of ${bot.name}. ` +
        `Missing in the contacts: ${count(without)}. Missing in the file: ${count(others)}.`,
    ),
  );
}
