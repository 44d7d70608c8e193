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
    `Deleted ${counted(deleted, 'contact')} of run ${run}`,
    ...(kept === undefined ? [] : [`Saved a copy to ${kept}`]),
    ...noted(gone, 'was already gone', 'were already gone'),
    ...(changed.length === 0
      ? []
      : [
          `${counted(changed.length, 'has changed since and was', 'have changed since and were')} left alone: ${named.join(', ')}${changed.length > 5 ? ', …' : ''}`,
        ]),
    ...noted(
      unknown,
      'contact could not be identified for certain and was left alone',
      'contacts could not be identified for certain and were left alone',
    ),
  ];
  await writeOut(io, lines.map((line) => `${plainLine(line)}\n`).join(''));
}
