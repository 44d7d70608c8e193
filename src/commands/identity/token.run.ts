import { inertJson } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import { argumentObject } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { type Claims, checkClaims, signToken } from '../../identity/token.js';
import { checkId } from '../../identity/user-id.js';
import { writeOut } from '../../terminal/streams.js';
import { secretOf } from '../shared/identity-secret.js';
import type { SecretFlags } from './options.js';

export type Options = Common &
  SecretFlags & {
    readonly claim?: readonly string[];
    readonly claims?: string;
    readonly expires: number;
    readonly exact?: boolean;
  };

export async function makeToken(io: Io, options: Options, userId = ''): Promise<undefined> {
  refuseFormats(options, 'identity token');
  checkId(userId, { isExact: options.exact === true });
  if (options.expires < 1000)
    throw new Failure('usage', '--expires must be at least one second', {
      advice: 'Write it like 10m or 1h',
    });
  const claims = await claimsOf(io, options);
  checkClaims(claims);
  const secret = await secretOf(io, options);
  const request = { userId, claims, nowMs: io.now(), expiresInMs: options.expires };
  const signed = await signToken(secret, request);
  const isJson = options.json || options.format === 'json';
  await writeOut(io, isJson ? `${inertJson(signed, 2)}\n` : `${signed.token}\n`);
}

async function claimsOf(io: Io, { claim = [], claims, secretFile }: Options): Promise<Claims> {
  if (claims === '-' && secretFile === '-')
    throw new Failure('usage', '--claims and --secret-file cannot both read stdin', {
      advice: 'Put the secret into CHATBASE_IDENTITY_SECRET or into a file',
    });
  const own = Object.fromEntries(claim.map(claimOf));
  return { ...(claims === undefined ? {} : await argumentObject(io, `@${claims}`, '--claims')), ...own };
}

function claimOf(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new Failure('usage', `--claim: "${text}" has no name`, { advice: 'Write it like plan=pro' });
}
