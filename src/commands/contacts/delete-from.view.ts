import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import type { Deletion } from '../../contacts/deletion/delete-named.js';
import type { Copies } from '../../contacts/runs/copies.js';
import type { OutputOptions } from '../../terminal/output.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { noted } from '../shared/import/ledger.view.js';

/** Prints what a deletion did, and which lines of the file match no contact. */
export async function printDeletion(io: Io, options: OutputOptions, deletion: Deletion): Promise<void> {
  if (options.json || options.format === 'json')
    return writeOut(io, `${inertJson({ ok: deletion.notFound === 0, ...deletion }, 2)}\n`);
  await writeOut(
    io,
    linesOf(deletion)
      .map((line) => `${plainLine(line)}\n`)
      .join(''),
  );
}

function linesOf(deletion: Deletion): readonly string[] {
  const { deleted, deletedBefore, gone, repeated, notFound, notFoundLines, kept, receipt, run, dryRun } =
    deletion;
  const first = notFoundLines.slice(0, 5).map(({ line, key }) => `line ${line} (${key})`);
  return [
    dryRun ? `Would delete ${counted(deleted, 'contact')}` : `Deleted ${counted(deleted, 'contact')}`,
    ...noted(deletedBefore, 'was deleted before the interruption', 'were deleted before the interruption'),
    ...(kept === undefined ? [] : [`Saved a copy to ${kept}`]),
    ...noted(gone, 'was already gone', 'were already gone'),
    ...noted(repeated, 'line names a contact again', 'lines name a contact again'),
    ...(notFound === 0
      ? []
      : [
          `${counted(notFound, 'line names', 'lines name')} no contact: ${first.join(', ')}${notFound > first.length ? ', …' : ''}`,
        ]),
    ...(receipt === undefined ? [] : [`Outcome of each line: ${receipt}`]),
    ...(kept === undefined ? [] : [`To create them again: cbase contacts restore ${run}`]),
  ];
}

/** Prints the contacts that would be deleted: whole in one JSON document for programs, a line each for people. */
export async function printDoomed(
  io: Io,
  options: OutputOptions,
  deletion: Deletion,
  copies: Copies,
): Promise<void> {
  if (options.json || options.format === 'json') {
    const head = inertJson({ ok: deletion.notFound === 0, ...deletion }, 2).slice(0, -2);
    await writeOut(io, `${head},\n  "contacts": [`);
    let before = '\n    ';
    for await (const { contact } of copies.contacts()) {
      await writeOut(io, before + inertJson(contact.raw));
      before = ',\n    ';
    }
    return writeOut(io, '\n  ]\n}\n');
  }
  for await (const { contact } of copies.contacts()) {
    const { id, externalId, name, email } = contact;
    const shown = [externalId ?? id, name, email].filter((part) => part !== undefined).join(', ');
    await writeOut(io, `${plainLine(shown)}\n`);
  }
  for (const line of linesOf(deletion)) writeErr(io, plainLine(line));
}
