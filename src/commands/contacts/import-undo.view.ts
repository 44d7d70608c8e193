import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import type { Undone } from '../../contacts/runs/undo.js';
import type { OutputOptions } from '../../terminal/output.js';
import { writeOut } from '../../terminal/streams.js';
import { noted } from '../shared/import/ledger.view.js';

/** Prints what undoing a run deleted, and what it left alone. */
export async function printUndone(
  io: Io,
  options: OutputOptions,
  { run, ...undone }: Undone & { readonly run: string },
): Promise<void> {
  const { deleted, gone, changed, unknown, kept } = undone;
  const ids = changed.map(({ id, externalId }) => ({ id, external_id: externalId }));
  if (options.json || options.format === 'json')
    return writeOut(
      io,
      `${inertJson({ ok: changed.length + unknown === 0, run, deleted, gone, changed: ids, unknown, kept }, 2)}\n`,
    );
  const named = changed.slice(0, 5).map(({ id, externalId }) => externalId ?? id);
  const lines = [
    `${counted(deleted, 'contact')} of the run ${run} deleted`,
    ...(kept === undefined ? [] : [`They are kept in ${kept}`]),
    ...noted(gone, 'was gone already', 'were gone already'),
    ...(changed.length === 0
      ? []
      : [
          `${counted(changed.length, 'was changed since and is', 'were changed since and are')} left alone: ${named.join(', ')}${changed.length > 5 ? ', …' : ''}`,
        ]),
    ...noted(
      unknown,
      'contact could not be told for sure and is left alone',
      'contacts could not be told for sure and are left alone',
    ),
  ];
  await writeOut(io, lines.map((line) => `${plainLine(line)}\n`).join(''));
}
