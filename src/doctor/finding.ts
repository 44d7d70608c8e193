import { Failure, type FailureKind } from '../base/failure.js';

/** The result of one check. */
export type Finding = {
  readonly check: string;
  /** `skip` for what could not be checked because of another finding. */
  readonly status: 'ok' | 'warn' | 'fail' | 'skip';
  readonly detail: string;
  /** What to do about it: one sentence that starts with a verb, without a period. */
  readonly advice?: string | undefined;
  /** What was done about it. */
  readonly fixed?: string | undefined;
  /** The files that it lists. */
  readonly kept?: KeptFacts;
  /** How a command would fail because of it. */
  readonly kind?: FailureKind;
};

/** How much is kept of a kind of file. */
export type KeptFacts = {
  readonly kind: string;
  readonly files: number;
  readonly bytes: number;
  /** When the oldest of them was changed; ISO 8601. */
  readonly oldest: string;
  /** Whether data of people may be in them. */
  readonly personal: boolean;
};

/** What a check looked at, and a sentence about it. */
export type Checked<T> = { readonly value: T; readonly detail: string };

/** The finding of a check that throws a Failure for what is wrong, and the value if nothing is. Throws if the user stops it. */
export async function finding<T>(
  check: string,
  look: () => Promise<Checked<T>>,
): Promise<{ readonly finding: Finding; readonly value: T | undefined }> {
  try {
    const { value, detail } = await look();
    return { finding: { check, status: 'ok', detail }, value };
  } catch (error) {
    if (!(error instanceof Failure) || isStop(error)) throw error;
    return { finding: failed(check, error), value: undefined };
  }
}

/** Whether the user has stopped the check, which says nothing about what it looks at. */
function isStop({ kind }: Failure): boolean {
  return kind === 'interrupted' || kind === 'terminated' || kind === 'hangup';
}

/** A failure as a finding. */
export function failed(check: string, { kind, message, more }: Failure): Finding {
  return { check, status: 'fail', detail: message, advice: more.advice, kind };
}
