import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { refuseTooLong, type SourceText, sourceText } from '../../bots/sources.js';
import type { Common } from '../../cli/common-options.js';
import { startProgress } from '../../terminal/progress.js';
import { writeErr } from '../../terminal/streams.js';

/** The flags of every command that trains. */
export type SourceFlags = {
  readonly source?: readonly string[];
  readonly encoding?: string;
  readonly dryRun?: boolean;
};

/**
 * Reads the sources, and says which file it is at and what is notable about one. Throws as `sourceText` does, and, unless it is a dry
 * run, for a text that is too long.
 */
export async function readSources(
  io: Io,
  options: Common & SourceFlags,
  sources: readonly string[],
): Promise<SourceText> {
  const progress = await startProgress(io, options);
  const onFile = (name: string, number: number, files: number) =>
    progress.show(`Reading ${name} (${number} of ${files})`);
  const read = await sourceText(io, sources, { encoding: options.encoding, onFile }).finally(progress.stop);
  if (!options.quiet)
    for (const { name, note } of read.files)
      if (note !== undefined) writeErr(io, plainLine(`${name}: ${note}`));
  if (!options.dryRun) refuseTooLong(read);
  return read;
}
