import type { Io } from '../../base/io.js';
import { type LoginOptions, logIn as logInTo } from '../../cli/login.js';

export type Options = LoginOptions;

export async function logIn(io: Io, options: Options): Promise<undefined> {
  await logInTo(io, options);
}
