import { quoted } from '../base/escape/shell.js';
import type { Finding } from './finding.js';

/** An incremental export, for its age. */
export type ExportAge = {
  readonly kind: 'leads' | 'convos';
  readonly state: string;
  /** When its last successful run finished, in milliseconds since 1970; `undefined` before the first. */
  readonly lastMs: number | undefined;
};

const hourMs = 3_600_000;
/** A day, and some time for a run that takes long. */
const lateMs = 26 * hourMs;

/** Whether incremental exports, which usually run once a day, are late. */
export function checkExports(exports: readonly ExportAge[], nowMs: number): readonly Finding[] {
  const late = exports.filter(({ lastMs = Number.NEGATIVE_INFINITY }) => nowMs - lastMs > lateMs);
  if (late.length === 0) {
    const detail =
      exports.length === 0 ? 'no incremental exports' : `${exports.length}, none older than 26 h`;
    return [{ check: 'exports', status: 'ok', detail }];
  }
  return late.map(({ kind, state, lastMs }) => ({
    check: 'exports',
    status: 'warn',
    detail: `${kind} export --state ${state}: ${lastMs === undefined ? 'has not finished yet' : `last finished ${ageWords(nowMs - lastMs)} ago`}`,
    advice: `If it should run every night, check the scheduler's log; its status: cbase ${kind} status ${quoted(state)}`,
  }));
}

/** `31 h`, `12 days` */
function ageWords(ms: number): string {
  const hours = Math.floor(ms / hourMs);
  return hours < 72 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** An import that was interrupted. */
export type UnfinishedImport = { readonly run: string; readonly startedAt: string; readonly file: string };

/** Whether there are imports to resume. */
export function checkImports(unfinished: readonly UnfinishedImport[]): readonly Finding[] {
  if (unfinished.length === 0) return [{ check: 'imports', status: 'ok', detail: 'none unfinished' }];
  return unfinished.map(({ run, startedAt, file }) => ({
    check: 'imports',
    status: 'warn',
    detail: `run ${run} of ${file} (${startedAt}) is not finished`,
    advice: `Resume it: cbase contacts import resume ${quoted(run)}`,
  }));
}
