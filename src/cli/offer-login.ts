import { type Ending, exitCodes, type MissingKey } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { askChoice, canAsk } from '../terminal/prompts.js';
import type { Common } from './common-options.js';
import { logIn } from './login.js';

/** The options of any command; exports have formats of their own. */
type OfferedTo = Omit<Common, 'format'> & { readonly format?: string | undefined };

type Offered = {
  readonly missing: MissingKey;
  /** Runs the command again, which did nothing without a key. */
  readonly runCommand: () => Promise<Ending | undefined>;
  /** Resolves with its exit code. */
  readonly runDemo: () => Promise<number>;
};

/**
 * Offers what can be done without a key: to log in, after which the command runs, or to see the demo instead. Throws
 * `missing` where cbase cannot ask, and when the user chooses neither.
 */
export async function offerLogin(
  io: Io,
  options: OfferedTo,
  { missing, runCommand, runDemo }: Offered,
): Promise<Ending | undefined> {
  if (!canAsk(io, options)) throw missing;
  const choice = await askChoice<'login' | 'demo' | 'cancel'>(io, options, {
    message: `${missing.message}. What would you like to do?`,
    choices: [
      { name: 'Log in now', value: 'login', description: 'Paste an API key, then continue' },
      { name: 'Try the demo', value: 'demo', description: 'A tour of cbase; needs no account' },
      { name: 'Cancel', value: 'cancel' },
    ],
  });
  if (choice === 'cancel') throw missing;
  if (choice === 'demo') return endingOf(await runDemo());
  // stdout is for the answer of the command. Its --bot is not meant as the default.
  const loginOptions = { ...options, format: 'table', fields: undefined, bot: undefined } as const;
  await logIn({ ...io, stdout: io.stderr }, loginOptions, { isFirstStep: true });
  return runCommand();
}

function endingOf(code: number): Ending {
  const endings = Object.keys(exitCodes) as readonly Ending[];
  return endings.find((ending) => exitCodes[ending] === code) ?? 'bug';
}
