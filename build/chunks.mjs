// Which modules share a file of the bundle. Every file costs time to find, read and compile.
import { join } from 'node:path';

/**
 * The groups for `codeSplitting` of rolldown; the first that takes a module keeps it. `help` and `start` are the files that the bundle
 * is made for, if it has them. What every command loads is one file instead of forty, and so is what every request needs; help needs almost
 * nothing.
 */
export function chunkGroups(root, { help, start }) {
  const chunks = {
    help,
    common: start,
    page: start && 'src/commands/leads/list.ts',
    account: start && 'src/cli/with-account.ts',
    output: start && 'src/terminal/output.ts',
    question: start && 'src/commands/chat/once.run.ts',
    rows: start && 'src/commands/leads/list.run.ts',
  };
  const groups = [
    { name: 'runtime', test: /^\0/ },
    ...Object.entries(chunks)
      .filter(([, file]) => file !== undefined)
      .map(([name, file]) => ({ name: chunkOf(name, join(root, file)) })),
    // What is left of the modules that most commands use.
    { name: 'shared', test: /[\\/]src[\\/]/, minShareCount: 40 },
  ];
  return groups.map((group, i) => ({ ...group, priority: groups.length - i }));
}

/** Takes a module that `file` imports statically. */
function chunkOf(name, file) {
  let modules;
  return (id, context) => {
    modules ??= importedBy(file, context);
    return modules.has(id) ? name : null;
  };
}

/** A module and all that it imports statically. */
function importedBy(file, context, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const next of context.getModuleInfo(file)?.importedIds ?? []) importedBy(next, context, found);
  return found;
}
