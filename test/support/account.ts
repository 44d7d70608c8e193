import type { EmulatorOptions } from '../../src/emulator/options.js';
import { emulator } from './emulator.js';
import { run } from './io.js';
import { workdir } from './workdir.js';

/** The path of the seed with one of everything. */
export const fullSeed = new URL('full-seed.json', import.meta.url).pathname;

/** An account with one of everything, and cbase on its bot `b1`. */
export async function account(options: EmulatorOptions = {}) {
  const api = await emulator({ seed: fullSeed, ...options });
  const home = workdir();
  const cbase = (argv: readonly string[]) => run(argv, { env: { ...api.env, CHATBASE_BOT_ID: 'b1' }, home });
  return { api, cbase };
}
