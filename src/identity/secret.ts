import type { SecretKind } from '../base/secret.js';

/** The secret that user ids are hashed with. Each bot has its own. */
export const identitySecret: SecretKind = {
  name: 'secret for identity verification',
  variable: 'CHATBASE_IDENTITY_SECRET',
  place: 'Connect > Embed > Embed code with identity',
};
