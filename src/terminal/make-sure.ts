import { quoted } from '../base/escape/shell.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { type AskOptions, askText, askYes, whyNotAsk } from './prompts.js';

/** The flags of every command that asks for confirmation. */
export type Confirmation = AskOptions & {
  /** The id from --confirm, which must be that of the thing. */
  readonly confirm?: string | undefined;
  readonly yes?: boolean | undefined;
};

export type Confirmed = {
  /** `Delete contact Ada from Support?` */
  readonly question: string;
  /** What --confirm repeats; `undefined` for a command that has only --yes. */
  readonly id?: string;
  /** What the id is, for messages: `number of contacts`; `id` by default. */
  readonly idIs?: string;
  /** Asks for the id instead of a yes. */
  readonly retype?: boolean;
  /** What needs a yes, for the error where cbase cannot ask; the question by default. */
  readonly statement?: string;
  /** Another way out than to confirm: `leave the columns out with --ignore`. */
  readonly otherwise?: string;
  /** What to say after a no. */
  readonly refused?: string;
};

/**
 * Makes sure that the user wants something that cannot be undone: by --confirm with the right id, by --yes, or by asking.
 * Throws Failure 'usage' for another id, or where cbase cannot ask, which names the flags; 'refused' for a no.
 */
export async function makeSure(
  io: Io,
  { confirm, yes, ...asking }: Confirmation,
  {
    question,
    id,
    idIs = 'id',
    retype = false,
    statement,
    otherwise,
    refused = 'Nothing was changed',
  }: Confirmed,
): Promise<void> {
  if (confirm !== undefined && id !== undefined) return refuseOther(confirm, id, idIs);
  if (yes) return;
  const reason = whyNotAsk(io, asking);
  if (reason !== undefined) {
    const what = statement ?? `${question.replace(/\?$/, '')}: this cannot be undone`;
    const ways = ['--yes', ...(id === undefined ? [] : [`--confirm ${quoted(id)}`])].join(' or ');
    throw new Failure('usage', `${what}, and ${reason}`, {
      advice: `Add ${ways}${otherwise === undefined ? '' : `, or ${otherwise}`}`,
    });
  }
  if (retype && id !== undefined)
    return refuseOther(
      await askText(io, asking, `${question} Type ${idIs === 'id' ? 'its id' : `the ${idIs}`} to continue:`),
      id,
      idIs,
    );
  if (!(await askYes(io, asking, question))) throw new Failure('refused', refused);
}

function refuseOther(typed: string, id: string, idIs: string): void {
  if (typed === id) return;
  throw new Failure('usage', `"${typed}" is not the ${idIs} ${id}, so nothing was changed`, {
    advice: `Type exactly ${quoted(id)}`,
  });
}

/**
 * Throws Failure 'usage' for --yes where the thing was not named on the command line: --yes confirms a choice, it makes none.
 * `advice` says how to name it.
 */
export function refuseUnnamed({ yes, confirm }: Confirmation, isNamed: boolean, advice: string): void {
  if (!yes || confirm !== undefined || isNamed) return;
  throw new Failure('usage', '--yes confirms only what the command line names', { advice });
}
