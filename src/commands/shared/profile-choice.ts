import type { ProfileChoice } from '../../config/profile.js';

/** What chose a profile, as people know it. */
export const choiceNames: Readonly<Record<ProfileChoice, string>> = {
  flag: '--profile',
  variable: 'CBASE_PROFILE',
  use: 'cbase profile use',
  default: 'default',
};
