import type { Io } from '../base/io.js';

/** A step of an import, as its room reports it. */
export type Step =
  | { readonly kind: 'checking'; readonly rows: number }
  | { readonly kind: 'looking'; readonly contacts: number; readonly total: number | undefined }
  | { readonly kind: 'confirming'; readonly rows: number; readonly inMs?: number }
  | {
      readonly kind: 'sending' | 'updating' | 'deleting';
      readonly done: number;
      readonly total: number;
    };

/** What the line says at each step. With `isLive` it has a bar. Counts how long it takes, waits included. */
export function progressLine({ monotonic }: Pick<Io, 'monotonic'>, isLive: boolean): (step: Step) => string {
  let kind = '';
  let startedMs = 0;
  return (step) => {
    if (step.kind !== kind) [kind, startedMs] = [step.kind, monotonic()];
    return progressText(step, monotonic() - startedMs, isLive);
  };
}

export function progressText(step: Step, elapsedMs: number, isLive: boolean): string {
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

/** `45 s`, `3 min`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A number with separators between thousands, the same in every locale. */
export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
