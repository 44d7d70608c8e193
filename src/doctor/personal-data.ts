import { counted } from '../base/text.js';

/** What imports and chats have left on this computer, and how long it stays. */
export type KeptData = {
  readonly runs: number;
  /** Runs that are older than allowed, and stay because they can be resumed or resolved. */
  readonly runsLeft: number;
  readonly keepRuns: string;
  readonly sessions: number;
  readonly keepSessions: string;
};

/** How much data of people is stored here, and for how long. */
export function checkPersonalData({ runs, runsLeft, keepRuns, sessions, keepSessions }: KeptData) {
  const stored = `${counted(runs, 'run')} of imports (kept ${timeText(keepRuns)}), ${counted(sessions, 'chat session')} (kept ${timeText(keepSessions)}); config set keep-runs and keep-sessions change that`;
  const left =
    runsLeft === 0
      ? ''
      : `. ${counted(runsLeft, 'run is', 'runs are')} older and not settled: list them with: cbase contacts import clean --dry-run`;
  return {
    check: 'personal data',
    status: runsLeft === 0 ? ('ok' as const) : ('warn' as const),
    detail: stored + left,
  };
}

function timeText(keep: string): string {
  return keep === 'never' ? 'for good' : keep === '0' ? 'until the next import' : `for ${keep}`;
}
