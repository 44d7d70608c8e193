import type { Account } from '../../account/account.js';

/** Where the API of an account is, for a plan that is bound to it: the embedded emulator has another port in every run. */
export function originOf({ settings }: Pick<Account, 'settings'>): string {
  return settings.local ? 'local' : settings.baseUrl.origin;
}
