import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { formatOf, type OutputOptions, printList } from '../../terminal/output.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import type { Applied } from './carry-out.js';
import type { ShownPlan } from './plan.view.js';

const words: Readonly<Record<Applied['outcome'], string>> = {
  done: 'done',
  already: 'was already so',
  'left alone': 'left alone: it changed after the plan was made',
};

/** How what became of planned attributes is shown. */
export const appliedView = {
  columns: {
    plan: ({ planned }: Applied) => planned.class,
    name: ({ planned }: Applied) => planned.name,
    outcome: ({ outcome }: Applied) => words[outcome],
  },
  layout: { name: { kind: 'id' }, outcome: { grows: true } } as const,
  raw: appliedDocument,
  id: ({ planned }: Applied) => planned.name,
};

function appliedDocument({ planned, outcome, held }: Applied) {
  return { name: planned.name, plan: planned.class, outcome, held };
}

/** Prints what an apply did, and counts it on stderr. */
export async function printApplied(
  io: Io,
  options: OutputOptions,
  { bot }: ShownPlan,
  applied: readonly Applied[],
): Promise<void> {
  const number = (outcome: Applied['outcome']) => applied.filter((one) => one.outcome === outcome).length;
  if (formatOf(io, options) === 'json' && options.fields === undefined) {
    const ok = number('left alone') === 0;
    return writeOut(io, `${inertJson({ ok, bot, attributes: applied.map(appliedDocument) }, 2)}\n`);
  }
  if (applied.length > 0 || !io.stdout.isTTY) await printList(io, options, appliedView, applied);
  if (options.quiet || applied.length === 0) return;
  const left = number('left alone');
  const more = left === 0 ? '' : `; left ${left} alone. Make a new plan with: cbase attrs plan`;
  writeErr(io, plainLine(`Changed ${counted(number('done'), 'attribute')} of ${bot.name}${more}`));
}
