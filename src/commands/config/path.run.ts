import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { credentialsFile, modelsFile, settingsFile, stateDirectory } from '../../config/paths.js';
import { formatOf, printFields, printList } from '../../terminal/output.js';
import { writeOut } from '../../terminal/streams.js';

export async function printPath(io: Io, options: Common): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, view);
  const { env, home } = io;
  const settings = settingsFile(env, home);
  // The bare path is what `$EDITOR "$(cbase config path)"` needs.
  const isBare =
    options.format === undefined && options.fields === undefined && formatOf(io, options) !== 'json';
  if (isBare)
    return writeOut(io, `${io.stdout.isTTY ? plainLine(settings) : settings}\n`).then(() => undefined);
  await printList(io, options, view, [
    { name: 'settings', path: settings },
    { name: 'keys', path: credentialsFile(env, home) },
    { name: 'prices', path: modelsFile(env, home) },
    { name: 'state', path: stateDirectory(env, home) },
  ]);
}

type Place = { readonly name: string; readonly path: string };

const view = {
  columns: { name: ({ name }: Place) => name, path: ({ path }: Place) => path },
  isWhole: true,
  raw: (place: Place) => place,
  id: ({ path }: Place) => path,
};
