import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import type { NamedContact } from '../../contacts/undo/changes.js';
import type { NotPutBack } from '../../contacts/undo/put-back-all.js';
import type { Undone } from '../../contacts/undo/undo.js';
import type { OutputOptions } from '../../terminal/output.js';
import { writeOut } from '../../terminal/streams.js';
import { noted } from '../shared/import/ledger.view.js';

type UndoneRun = Undone & { readonly run: string };

/** Prints what undoing a run deleted and put back, and what it left alone. */
export async function printUndone(io: Io, options: OutputOptions, undone: UndoneRun): Promise<void> {
  if (options.json || options.format === 'json') return writeOut(io, `${inertJson(documentOf(undone), 2)}\n`);
  await writeOut(
    io,
    linesOf(undone)
      .map((line) => `${plainLine(line)}\n`)
      .join(''),
  );
}

function documentOf({ run, changed, notPutBack, kept, ...counts }: UndoneRun): object {
  const left = changed.length + notPutBack.length + counts.unknown + counts.unkept;
  return {
    ok: left === 0,
    run,
    ...counts,
    changed: changed.map(({ id, externalId }) => ({ id, external_id: externalId })),
    notPutBack: notPutBack.map(({ id, externalId, ...why }) => ({ id, external_id: externalId, ...why })),
    kept,
  };
}

function linesOf({ run, deleted, putBack, kept, ...left }: UndoneRun): readonly string[] {
  const { gone, changed, asBefore, unknown, unkept, notPutBack } = left;
  const isPutBack = putBack > 0 || notPutBack.length > 0;
  return [
    ...(deleted > 0 || !isPutBack ? [`Deleted ${counted(deleted, 'contact')} of run ${run}`] : []),
    ...(kept === undefined ? [] : [`Saved a copy to ${kept}`]),
    ...(isPutBack ? [`Put back ${counted(putBack, 'contact')} as before run ${run}`] : []),
    ...noted(gone, 'was already gone', 'were already gone'),
    ...noted(asBefore, 'was already as before', 'were already as before'),
    ...(changed.length === 0
      ? []
      : [
          `${counted(changed.length, 'has changed since and was', 'have changed since and were')} left alone: ${named(changed)}`,
        ]),
    ...(Object.keys(reasons) as NotPutBack['why'][]).flatMap((why) => notPutBackLines(why, notPutBack)),
    ...noted(
      unkept,
      'update cannot be undone: how the contact was before is not known',
      'updates cannot be undone: how the contacts were before is not known',
    ),
    ...noted(
      unknown,
      'contact could not be identified for certain and was left alone',
      'contacts could not be identified for certain and were left alone',
    ),
  ];
}

const reasons: Readonly<Record<NotPutBack['why'], string>> = {
  taken: 'not put back, because another contact has the email address now',
  'in part': 'put back in part, because the server did not keep',
  refused: 'not put back, because the API refused it',
  'in doubt': 'in doubt, because no response came; the same command settles it',
};

function notPutBackLines(why: NotPutBack['why'], all: readonly NotPutBack[]): readonly string[] {
  const these = all.filter((one) => one.why === why);
  const [first] = these;
  if (first === undefined) return [];
  const fields = [...new Set(these.flatMap((one) => one.fields ?? []))];
  const more = fields.length > 0 ? ` ${fields.join(', ')}` : why === 'refused' ? ` (${first.message})` : '';
  return [`${counted(these.length, 'contact')} ${reasons[why]}${more}: ${named(these)}`];
}

const maxNamed = 5;

function named(contacts: readonly NamedContact[]): string {
  const names = contacts.slice(0, maxNamed).map(({ id, externalId }) => externalId ?? id);
  return `${names.join(', ')}${contacts.length > maxNamed ? ', …' : ''}`;
}
