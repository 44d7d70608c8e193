import type { Io } from '../../../base/io.js';
import { count, durationText } from '../../../base/text.js';
import type { Progress } from '../../../contacts/run/progress.js';

/** What the line says at each step. With `isLive` it has a bar. Counts how long it takes, waits included. */
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
      return `Checking: ${count(step.rows)} rows`;
    case 'looking':
      return `Looking what is there: ${count(step.contacts)}${step.total === undefined ? '' : ` of ${count(step.total)}`} contacts`;
    case 'confirming':
      return `Looking what was stored of ${count(step.rows)} ${step.rows === 1 ? 'row' : 'rows'}${again(step.inMs)}`;
    case 'sending':
      return `Sending${progressOf(step, 'rows', elapsedMs, isLive)}`;
    case 'updating':
      return `Updating${progressOf(step, 'contacts', elapsedMs, isLive)}`;
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
  return inMs === undefined ? '' : `; again in ${durationText(inMs / 1000)}`;
}

const barWidth = 20;

function barOf(share: number): string {
  const filled = Math.round(Math.min(1, share) * barWidth);
  return '█'.repeat(filled) + '░'.repeat(barWidth - filled);
}

/** How fast it goes and how long it takes; the first second tells nothing. */
function paceOf(done: number, total: number, elapsedMs: number): string {
  if (elapsedMs < 1000 || done === 0) return '';
  const perSecond = done / (elapsedMs / 1000);
  const shown = perSecond >= 10 ? count(Math.round(perSecond)) : perSecond.toFixed(1);
  return `, ${shown}/s, ${durationText((total - done) / perSecond)} left`;
}
