import { Failure } from '../base/failure.js';

export type Claims = Readonly<Record<string, unknown>>;

export type TokenRequest = {
  readonly userId: string;
  /** Further claims. */
  readonly claims: Claims;
  /** The present, in milliseconds since 1970. */
  readonly nowMs: number;
  readonly expiresInMs: number;
};

/** Claims that cbase sets itself, with what sets them. */
const own: Readonly<Record<string, string>> = {
  user_id: 'It is the user id of the command',
  iat: 'It is the present time',
  exp: 'Use --expires',
};

/** Throws Failure 'usage' for a claim that cbase sets itself. */
export function checkClaims(claims: Claims): void {
  for (const [name, advice] of Object.entries(own))
    if (Object.hasOwn(claims, name))
      throw new Failure('usage', `The claim ${name} cannot be set`, { advice });
}

export type Token = { readonly token: string; readonly claims: Claims };

/** Signs a token (JWT, HS256) with the secret. Times are whole seconds. */
export async function signToken(secret: string, request: TokenRequest): Promise<Token> {
  const { SignJWT } = await import('jose');
  const issuedAt = Math.floor(request.nowMs / 1000);
  const expiresAt = issuedAt + Math.floor(request.expiresInMs / 1000);
  const claims = { ...request.claims, user_id: request.userId, iat: issuedAt, exp: expiresAt };
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(secret));
  return { token, claims };
}

export type Verdict =
  | { readonly isValid: true; readonly claims: Claims }
  | { readonly isValid: false; readonly reasons: readonly string[] };

/** Checks signature, times and, if given, the user id of a token. */
export async function verifyToken(
  secret: string,
  token: string,
  { nowMs, userId }: { readonly nowMs: number; readonly userId: string | undefined },
): Promise<Verdict> {
  const { jwtVerify } = await import('jose');
  try {
    const { payload } = await jwtVerify(token.trim(), new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      currentDate: new Date(nowMs),
    });
    const reasons = claimFlaws(payload, userId);
    return reasons.length === 0 ? { isValid: true, claims: payload } : { isValid: false, reasons };
  } catch (error) {
    return { isValid: false, reasons: [reasonOf(error)] };
  }
}

function claimFlaws({ user_id, exp }: Claims, userId: string | undefined): readonly string[] {
  if (typeof user_id !== 'string') return ['it has no claim user_id that is text'];
  return [
    ...(userId !== undefined && user_id !== userId
      ? [`it is for the user id ${JSON.stringify(user_id)}`]
      : []),
    ...(exp === undefined ? ['it never expires'] : []),
  ];
}

/** The errors of the library by their codes. Anything else is a bug. */
function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  const reason = typeof code === 'string' ? reasons[code] : undefined;
  if (reason === undefined) throw error;
  return reason;
}

const reasons: Readonly<Record<string, string>> = {
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'it was signed with another secret, or changed afterwards',
  ERR_JWT_EXPIRED: 'it has expired',
  ERR_JWT_CLAIM_VALIDATION_FAILED: 'it is not valid yet, or a time in it is no number',
  ERR_JWS_INVALID: 'it is not a signed token (three parts with dots between them)',
  ERR_JWT_INVALID: 'what it holds is not a JSON object',
  ERR_JOSE_ALG_NOT_ALLOWED: 'it is not signed with HS256',
  ERR_JOSE_NOT_SUPPORTED: 'it is signed in a way that is not supported; it must be HS256',
};
