import { counted } from '../base/text.js';
import type { Finding } from './finding.js';

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
export function checkPersonalData(kept: KeptData): Finding {
  const { runs, runsLeft, keepRuns, sessions, keepSessions } = kept;
  const check = 'personal data';
  const stored = `${counted(runs, 'run')} of imports (kept ${timeText(keepRuns)}), ${counted(sessions, 'chat session')} (kept ${timeText(keepSessions)})`;
  if (runsLeft === 0) return { check, status: 'ok', detail: stored };
  return {
    check,
    status: 'warn',
    detail: `${stored}; ${counted(runsLeft, 'run is', 'runs are')} older and not settled`,
    advice:
      'List them with: cbase contacts import clean --dry-run; other times with: cbase config set keep-runs',
  };
}

function timeText(keep: string): string {
  if (keep === 'never') return 'for good';
  return keep === '0' ? 'until the next import' : `for ${keep}`;
}
