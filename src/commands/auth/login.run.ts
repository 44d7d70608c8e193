import type { Io } from '../../base/io.js';
import { logIn as logInTo } from '../../cli/login.js';
import type { NewKeyOptions } from '../../cli/new-key.js';

export type Options = NewKeyOptions;

export async function logIn(io: Io, options: Options): Promise<undefined> {
  await logInTo(io, options);
}
