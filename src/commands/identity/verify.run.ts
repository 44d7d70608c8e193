import { inertJson, plainLine } from '../../base/escape/terminal.js';
import { type Ending, Failure } from '../../base/failure.js';
import { argumentText } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { type Verdict, verifyToken } from '../../identity/token.js';
import { isUserHash, likelyReasons } from '../../identity/user-hash.js';
import { checkId } from '../../identity/user-id.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { secretOf } from '../shared/identity-secret.js';
import type { SecretFlags } from './options.js';

export type Options = Common & SecretFlags & { readonly token?: string; readonly exact?: boolean };

export async function verifyIdentity(
  io: Io,
  options: Options,
  id?: string,
  hash?: string,
): Promise<Ending | undefined> {
  refuseFormats(options, 'identity verify');
  const { token, exact = false } = options;
  if (id !== undefined) checkId(id, { isExact: exact });
  if (token === undefined) return show(io, options, await hashVerdict(io, options, id, hash));
  if (hash !== undefined)
    throw new Failure('usage', 'A hash and --token cannot be combined', { advice: 'Give one of them' });
  if (token === '@-' && options.secretFile === '-')
    throw new Failure('usage', '--token and --secret-file cannot both read stdin', {
      advice: 'Put the secret into CHATBASE_IDENTITY_SECRET or into a file',
    });
  const text = await argumentText(io, token);
  const secret = await secretOf(io, options);
  return show(io, options, await verifyToken(secret, text, { nowMs: io.now(), userId: id }));
}

async function hashVerdict(io: Io, options: Options, id?: string, hash?: string): Promise<Verdict> {
  if (id === undefined || hash === undefined)
    throw new Failure('usage', `The ${id === undefined ? 'user id' : 'hash'} is missing`, {
      advice: 'Write: cbase identity verify USER_ID HASH, or use --token',
    });
  const secret = await secretOf(io, options);
  if (isUserHash(secret, id, hash)) return { isValid: true, claims: { user_id: id } };
  return { isValid: false, reasons: likelyReasons(secret, id, hash) };
}

async function show(io: Io, options: Options, verdict: Verdict): Promise<Ending | undefined> {
  const { isValid } = verdict;
  const what = options.token === undefined ? 'hash' : 'token';
  if (options.json || options.format === 'json') {
    const facts = isValid ? { claims: verdict.claims } : { reasons: verdict.reasons };
    await writeOut(io, `${inertJson({ valid: isValid, ...facts }, 2)}\n`);
  } else await writeOut(io, isValid ? 'valid\n' : 'invalid\n');
  if (isValid) return undefined;
  if (!options.quiet)
    writeErr(io, `The ${what} is wrong. Likely: ${plainLine(verdict.reasons.join('; or '))}.`);
  return 'partial';
}
