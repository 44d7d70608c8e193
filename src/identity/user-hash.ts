import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The user hash: the HMAC-SHA256 of the id in hexadecimal digits, in lower case (documentation: "Identity Verification"). */
export function userHash(secret: string, id: string): string {
  return createHmac('sha256', secret).update(id, 'utf8').digest('hex');
}

/** Whether a hash is that of the id. Takes as long for a wrong one as for the right one. */
export function isUserHash(secret: string, id: string, given: string): boolean {
  return isSame(given, userHash(secret, id));
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

type Mistake = { readonly reason: string; readonly make: (secret: string, id: string) => string };

/** How hashes of the right id with the right secret go wrong. */
const mistakes: readonly Mistake[] = [
  {
    reason: 'it is the plain SHA-256 of the id, made without the secret',
    make: (_, id) => digest('sha256', id),
  },
  {
    reason: 'it is the SHA-256 of secret and id put together; it must be an HMAC',
    make: (secret, id) => digest('sha256', secret + id),
  },
  {
    reason: 'it is the SHA-256 of id and secret put together; it must be an HMAC',
    make: (secret, id) => digest('sha256', id + secret),
  },
  { reason: 'id and secret were swapped', make: (secret, id) => userHash(id, secret) },
  ...['md5', 'sha1', 'sha384', 'sha512'].map((name) => ({
    reason: `it is an HMAC with ${name.toUpperCase()}; it must be SHA-256`,
    make: (secret: string, id: string) => createHmac(name, secret).update(id).digest('hex'),
  })),
  {
    reason: 'the secret was used with a line break at its end',
    make: (secret, id) => userHash(`${secret}\n`, id),
  },
  {
    reason: 'the secret was decoded from hexadecimal; it must be used as text',
    make: (secret, id) => createHmac('sha256', Buffer.from(secret, 'hex')).update(id).digest('hex'),
  },
  {
    reason: 'the secret was decoded from base64; it must be used as text',
    make: (secret, id) => createHmac('sha256', Buffer.from(secret, 'base64')).update(id).digest('hex'),
  },
  {
    reason: 'the id was hashed with a line break at its end (echo without -n)',
    make: (secret, id) => userHash(secret, `${id}\n`),
  },
  {
    reason: 'the id was hashed in quotes, as JSON',
    make: (secret, id) => userHash(secret, JSON.stringify(id)),
  },
  {
    reason: 'the id was hashed without the whitespace at its ends',
    make: (secret, id) => userHash(secret, id.trim()),
  },
  { reason: 'the id was hashed in lower case', make: (secret, id) => userHash(secret, id.toLowerCase()) },
  { reason: 'the id was hashed in upper case', make: (secret, id) => userHash(secret, id.toUpperCase()) },
  {
    reason: 'the id was hashed in another Unicode form',
    make: (secret, id) => userHash(secret, id.normalize(id === id.normalize('NFC') ? 'NFD' : 'NFC')),
  },
];

function digest(name: string, text: string): string {
  return createHash(name).update(text).digest('hex');
}

/** Why a hash is not that of the id, as far as its text or a usual mistake tells. */
export function likelyReasons(secret: string, id: string, given: string): readonly string[] {
  const right = userHash(secret, id);
  const bare = given.trim();
  if (isSame(bare.toLowerCase(), right))
    return [
      bare === given
        ? 'it is the right hash in upper case'
        : 'it is the right hash with whitespace around it',
    ];
  const bytes = Buffer.from(right, 'hex');
  if ([bytes.toString('base64'), bytes.toString('base64url')].includes(bare))
    return ['it is the right hash in base64; it must be in hexadecimal digits'];
  const usual = mistakes.find(({ make }) => isSame(bare.toLowerCase(), make(secret, id)));
  if (usual !== undefined) return [usual.reason];
  if (!/^[0-9a-f]+$/i.test(bare)) return ['it does not consist of hexadecimal digits'];
  if (bare.length !== right.length) return [`it has ${bare.length} digits instead of ${right.length}`];
  return [
    'it is the hash of another id',
    'it was made with another secret: each bot has its own, and a new one replaces the old one',
  ];
}
