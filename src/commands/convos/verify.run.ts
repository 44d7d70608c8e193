import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { verifyExports } from '../shared/export/verify.js';

export async function verifyConvos(io: Io, options: Common, ...paths: string[]): Promise<undefined> {
  return verifyExports(io, options, paths);
}
