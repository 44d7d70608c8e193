import type { Io } from '../../base/io.js';
import { configDirectory, stateDirectory } from '../paths.js';
import { accountPlaces } from './account.js';
import { chatPlaces } from './chat.js';
import { contactPlaces } from './contacts.js';
import { exportPlaces } from './exports.js';
import { type KeptPlace, written } from './place.js';
import { settingsPlaces } from './settings.js';

/** The two directories in which cbase keeps files of its user. */
export type KeptRoot = 'config' | 'state';

/** Everything that cbase keeps. A file belongs to the first kind that has its path. */
export const keptPlaces: Readonly<Record<KeptRoot, readonly KeptPlace[]>> = {
  config: [...settingsPlaces, written],
  state: [...contactPlaces, ...exportPlaces, ...chatPlaces, ...accountPlaces, written],
};

/** Where a root is on this machine. */
export function rootOf({ env, home }: Pick<Io, 'env' | 'home'>, root: KeptRoot): string {
  return root === 'config' ? configDirectory(env, home) : stateDirectory(env, home);
}
