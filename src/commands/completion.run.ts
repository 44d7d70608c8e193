import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plainLine } from '../base/escape/terminal.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { refuseFormats } from '../cli/action.js';
import type { Common } from '../cli/common-options.js';
import { hurried } from '../cli/hurried.js';
import { withAccount } from '../cli/with-account.js';
import { writeOut } from '../terminal/streams.js';
import { completionScripts } from './shared/completion-scripts.js';

export async function printScript(io: Io, options: Common, shell = ''): Promise<undefined> {
  refuseFormats(options, 'completion');
  if (options.json || options.format !== undefined)
    throw new Failure('usage', 'completion prints a script and takes no format', {
      advice: 'Omit --json and --format',
    });
  const name = completionScripts[shell as keyof typeof completionScripts];
  const script = await readFile(join(io.packageDir, 'completions', name), 'utf8');
  await writeOut(io, script);
}

const patienceMs = 2500;

export async function printBots(io: Io, words: readonly string[]): Promise<undefined> {
  const options = { ...typedFlags(words), quiet: true };
  const bots = await hurried(io, patienceMs, (hasty) =>
    withAccount(hasty, options, ({ api }) => api.bots.list(hasty.interrupt.soft)),
  ).catch(() => []);
  const lines = bots
    .filter(({ id, name }) => plainLine(id + name) === id + name)
    .map(({ id, name }) => `${id}\t${name}\n`);
  await writeOut(io, lines.join(''));
}

/** The flags of an unfinished line that select the account. bash passes `=` as a separate word. */
function typedFlags(words: readonly string[]): Common {
  const list = words.flatMap((word) => (/^--[\w-]+=/.test(word) ? word.split(/=(.*)/s).slice(0, 2) : [word]));
  const typed = list.filter((word) => word !== '=');
  const after = (flag: string) => (typed.includes(flag) ? typed[typed.indexOf(flag) + 1] : undefined);
  return {
    profile: after('--profile'),
    baseUrl: after('--base-url'),
    local: typed.includes('--local') ? true : undefined,
  };
}
