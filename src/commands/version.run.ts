import type { Io } from '../base/io.js';
import { refuseFormats } from '../cli/action.js';
import type { Common } from '../cli/common-options.js';
import { formatOf } from '../terminal/output.js';
import { writeOut } from '../terminal/streams.js';

export async function printVersion(io: Io, options: Common): Promise<undefined> {
  refuseFormats(options, 'version');
  const { version, node } = io;
  await writeOut(
    io,
    formatOf(io, options) === 'json' ? `${JSON.stringify({ version, node })}\n` : `${version}\n`,
  );
}
