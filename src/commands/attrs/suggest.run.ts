import { join } from 'node:path';
import { refuseTaken } from '../../base/files/place.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import type { Common } from '../../cli/common-options.js';
import { runsDirectory } from '../../config/paths.js';
import { dateReader } from '../../contacts/checking/dates.js';
import { guardsIn } from '../../contacts/columns/vendors.js';
import { openImportInput } from '../../contacts/import/input.js';
import type { Table } from '../../contacts/reading/row.js';
import { type Suggestion, suggestions } from '../../contacts/schema/suggestions.js';
import { checkFields, printFields } from '../../terminal/output.js';
import { writeErr } from '../../terminal/streams.js';
import { type InputFlags, readingOf } from '../shared/import/input-flags.js';
import { fileText } from './attributes-text.js';
import { printSuggestions, suggestionView } from './suggest.view.js';

export type Options = Common & InputFlags & { readonly out?: string; readonly force?: boolean };

/** Prints which attributes the columns of a file could become, and why. */
export async function suggestAttributes(io: Io, options: Options, source = ''): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, suggestionView);
  checkFields(options, suggestionView);
  const { out, force = false, quiet } = options;
  if (out !== undefined) await refuseTaken(out, force);
  const directory = join(runsDirectory(io.env, io.home), `suggest-${io.uuid()}`);
  const input = await openImportInput(io, {
    source,
    reading: readingOf(options),
    limit: undefined,
    directory,
  });
  try {
    const found = await suggestions(input.table, rulesFor(input.table));
    if (out !== undefined)
      await putText(out, await suggestedFile(found), { mark: io.uuid().slice(0, 8), force });
    await printSuggestions(io, options, found);
    if (out !== undefined && !quiet)
      writeErr(io, `Wrote ${counted(found.filter(isNew).length, 'attribute')} to ${out}`);
  } finally {
    await input.close(false);
  }
}

/** The rules that `contacts import` has without flags. */
function rulesFor(table: Table) {
  const guards = guardsIn(table, 'auto');
  return {
    ...({ trim: true, unescape: guards, rules: 2, readDate: dateReader({}) } as const),
    nothing: { blank: [], others: guards === 'guards' ? 'keep' : 'stop' } as const,
    hasCommaDecimals: table.delimiter === ';',
  };
}

function isNew({ kind }: Suggestion): boolean {
  return kind === 'attribute';
}

/** The file of the suggested attributes. No value of a contact is in it: it may be committed. */
async function suggestedFile(found: readonly Suggestion[]): Promise<string> {
  const written = found.flatMap(({ kind, column, attribute, values, reason }) =>
    kind !== 'attribute' || attribute === undefined
      ? []
      : [
          {
            ...{ name: attribute.name, type: attribute.type, label: attribute.label },
            notes: [`Column ${column}, ${counted(values, 'value')}: ${reason}`],
          },
        ],
  );
  return fileText(written);
}
