import type { Account } from '../../account/account.js';

/** The server that a plan is bound to. The embedded emulator has another port in each run. */
export function originOf({ settings }: Account): string {
  return settings.local ? 'local' : settings.baseUrl.origin;
}
