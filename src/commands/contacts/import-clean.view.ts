import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { localTime } from '../../base/local-time.js';
import { counted } from '../../base/text.js';
import type { KeptRun } from '../../contacts/runs/kept-runs.js';
import type { OutputOptions } from '../../terminal/output.js';
import { writeOut } from '../../terminal/streams.js';

export type Cleaned = {
  readonly isDryRun: boolean;
  /** Undefined where one run was named. */
  readonly olderThan: string | undefined;
  readonly removed: readonly KeptRun[];
  readonly kept: readonly (KeptRun & { readonly because: string })[];
};

/** Prints which runs were removed, or would be, and which stay and why. */
export async function printCleaned(
  io: Io,
  options: OutputOptions,
  { isDryRun, olderThan, removed, kept }: Cleaned,
): Promise<void> {
  if (options.json || options.format === 'json')
    return writeOut(
      io,
      `${inertJson(
        {
          ok: true,
          dryRun: isDryRun,
          olderThan: olderThan ?? null,
          removed: removed.map(rawOf),
          kept: kept.map((run) => ({ ...rawOf(run), because: run.because })),
        },
        2,
      )}\n`,
    );
  const age = olderThan === undefined ? '' : ` older than ${olderThan}`;
  const canForce = kept.some(({ keptAs }) => keptAs === 'unfinished' || keptAs === 'in doubt');
  const lines = [
    removed.length === 0
      ? `There is nothing to remove${kept.length > 0 || age === '' ? '' : `: no run is${age}`}`
      : `${isDryRun ? 'Would remove' : 'Removed'} ${counted(removed.length, 'run')}${age}:`,
    ...removed.map((run) => lineOf(io, run)),
    ...(kept.length === 0 ? [] : [`Kept ${counted(kept.length, 'run')}:`]),
    ...kept.map((run) => `${lineOf(io, run)}  ${run.because}`),
    ...(canForce ? ['--force removes those that are unfinished or in doubt, too'] : []),
  ];
  await writeOut(io, lines.map((line) => `${plainLine(line)}\n`).join(''));
}

function rawOf({ name, directory, keptAs, usedAtMs, input }: KeptRun) {
  return { run: name, directory, keptAs, usedAt: new Date(usedAtMs).toISOString(), input };
}

function lineOf(io: Io, { name, usedAtMs, input, keptAs }: KeptRun): string {
  const time = localTime(new Date(usedAtMs).toISOString(), io.now());
  return `  ${name}  ${time}  ${input ?? `(${keptAs})`}`;
}
