import { join, resolve } from 'node:path';
import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { type AnswerFiles, openAnswerFiles } from '../../chat/tests/answer-files.js';
import type { Common } from '../../cli/common-options.js';
import type { BotContext } from '../../cli/with-account.js';
import { answersDirectory } from '../../config/paths.js';
import { writeErr } from '../../terminal/streams.js';
import type { CacheFlags } from './options.js';

/** Throws Failure 'usage' for --max-age without --cache. */
export function refuseAgeAlone({ cache, maxAge }: CacheFlags): void {
  if (maxAge === undefined || (cache !== undefined && cache !== false)) return;
  throw new Failure('usage', '--max-age has no effect without --cache', { advice: 'Add --cache' });
}

/**
 * The cached answers that --cache names; `undefined` without it. A name is a directory of its own in the state directory; what has
 * a slash, or begins with a dot, is a path. Throws Failure 'usage' for anything else.
 */
export async function cacheFiles(
  io: Io,
  { cache, quiet }: CacheFlags & Pick<Common, 'quiet'>,
): Promise<AnswerFiles | undefined> {
  if (cache === undefined || cache === false) return undefined;
  const directory = directoryOf(io, cache === true ? 'usual' : cache);
  return openAnswerFiles(io, directory, (text) => {
    if (!quiet) writeErr(io, plainLine(text));
  });
}

const duration = /^\d+(?:ms|s|m|h|d)$/;

function directoryOf({ env, home }: Io, named: string): string {
  if (duration.test(named))
    throw new Failure('usage', `--cache ${named} is a duration, not the name of a cache`, {
      advice: `Write --cache --max-age ${named} to ask again what is older; --cache=./${named} for a directory`,
    });
  if (/[/\\]/.test(named) || named.startsWith('.')) return resolve(named);
  if (/^[\w][\w.-]{0,99}$/.test(named) && !/\.ya?ml$/i.test(named))
    return join(answersDirectory(env, home), named);
  const isFile = /\.ya?ml$/i.test(named);
  throw new Failure('usage', `--cache ${named} is not the name of a cache`, {
    advice: isFile
      ? `Write --cache=NAME, or put --cache behind the file: cbase tests run ${named} --cache`
      : 'Use letters, digits, ".", "-" and "_", or a path with a slash',
  });
}

/** What tells servers apart. The embedded emulator has another port each time, but the same data. */
export function originOf({ account }: BotContext): string {
  const { baseUrl, local } = account.settings;
  return local ? 'local' : `${baseUrl.origin}${baseUrl.pathname}`;
}
