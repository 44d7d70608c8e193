// Which modules share a file of the bundle. Every file costs time to find, read and compile.
import { join } from 'node:path';

/**
 * The groups for `codeSplitting` of rolldown; the first that takes a module keeps it. `help` and `start` are the files that the bundle
 * is made for, if it has them. What every command loads is one file instead of forty, and so is what every request needs; help needs almost
 * nothing.
 */
export function chunkGroups(root, { help, start }) {
  const [question, rows] = ['src/commands/chat/once.run.ts', 'src/commands/leads/list.run.ts'];
  const chunks = start && {
    help: [help],
    common: [start],
    page: ['src/commands/leads/list.ts'],
    account: ['src/cli/with-account.ts'],
    output: ['src/terminal/output.ts'],
    both: [question, rows],
    question: [question],
    rows: [rows],
  };
  const groups = [
    { name: 'runtime', test: /^\0/ },
    ...Object.entries(chunks ?? {}).map(([name, files]) => ({
      name: chunkOf(
        name,
        files.map((file) => join(root, file)),
      ),
    })),
    // What is left of the modules that most commands use.
    { name: 'shared', test: /[\\/]src[\\/]/, minShareCount: 40 },
  ];
  return groups.map((group, i) => ({ ...group, priority: groups.length - i }));
}

/** Takes a module that all of `files` import statically. */
function chunkOf(name, files) {
  let closures;
  return (id, context) => {
    closures ??= files.map((file) => importedBy(file, context));
    return closures.every((modules) => modules.has(id)) ? name : null;
  };
}

/** A module and all that it imports statically. */
function importedBy(file, context, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const next of context.getModuleInfo(file)?.importedIds ?? []) importedBy(next, context, found);
  return found;
}
