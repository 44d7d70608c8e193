import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { writeOut } from '../../terminal/streams.js';
import { completionScripts } from '../shared/completion-scripts.js';

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
