import type { Io } from '../../../base/io.js';
import { count, counted, durationText } from '../../../base/text.js';
import type { Progress } from '../../../contacts/run/progress.js';

/** The text of the progress line for each step, with a bar if `isLive`. Measures how long a step takes, including waits. */
export function progressLine(
  { monotonic }: Pick<Io, 'monotonic'>,
  isLive: boolean,
): (step: Progress) => string {
  let kind = '';
  let startedMs = 0;
  return (step) => {
    if (step.kind !== kind) [kind, startedMs] = [step.kind, monotonic()];
    return progressText(step, monotonic() - startedMs, isLive);
  };
}

export function progressText(step: Progress, elapsedMs: number, isLive: boolean): string {
  switch (step.kind) {
    case 'checking':
      return `Checking: ${counted(step.rows, 'row')}`;
    case 'looking':
      return `Looking up existing contacts: ${count(step.contacts)}${step.total === undefined ? '' : ` of ${count(step.total)}`}`;
    case 'confirming':
      return `Checking which of ${counted(step.rows, 'row')} the server stored${again(step.inMs)}`;
    case 'sending':
      return `Sending${progressOf(step, 'rows', elapsedMs, isLive)}`;
    case 'updating':
      return `Updating${progressOf(step, 'contacts', elapsedMs, isLive)}`;
    case 'putting back':
      return `Putting back${progressOf(step, 'contacts', elapsedMs, isLive)}`;
    case 'deleting':
      return `Deleting${progressOf(step, 'contacts', elapsedMs, isLive)}`;
  }
}

function progressOf(
  { done, total }: { readonly done: number; readonly total: number },
  what: string,
  elapsedMs: number,
  isLive: boolean,
): string {
  const bar = isLive ? ` ${barOf(done / Math.max(1, total))} ` : ': ';
  return `${bar}${count(done)} of ${count(total)} ${what}${paceOf(done, total, elapsedMs)}`;
}

function again(inMs: number | undefined): string {
  return inMs === undefined ? '' : `; next check in ${durationText(inMs / 1000)} (see --read-lag)`;
}

const barWidth = 20;

function barOf(share: number): string {
  const filled = Math.round(Math.min(1, share) * barWidth);
  return '█'.repeat(filled) + '░'.repeat(barWidth - filled);
}

/** The rate and the time left; nothing during the first second, which says too little. */
function paceOf(done: number, total: number, elapsedMs: number): string {
  if (elapsedMs < 1000 || done === 0) return '';
  const perSecond = done / (elapsedMs / 1000);
  const shown = perSecond >= 10 ? count(Math.round(perSecond)) : perSecond.toFixed(1);
  return `, ${shown}/s, ${durationText((total - done) / perSecond)} left`;
}
