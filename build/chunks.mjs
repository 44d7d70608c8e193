// Which modules share a file of the bundle. Every file costs time to find, read and compile.
import { join } from 'node:path';

/**
 * The groups for `codeSplitting` of rolldown; the first that takes a module keeps it. `start` is the file that the program begins with;
 * other builds have no groups. What every command loads is one file instead of forty, and so is what every request needs. What a question and a
 * list of rows have in common is `both`, so that neither loads the other.
 */
export function chunkGroups(root, { start }) {
  const [question, rows] = ['src/commands/chat/once.run.ts', 'src/commands/leads/list.run.ts'];
  const chunks = start && {
    common: [start],
    page: ['src/commands/leads/list.ts'],
    account: ['src/cli/with-account.ts'],
    api: ['src/api/api.ts'],
    output: ['src/terminal/output.ts'],
    both: [question, rows],
    question: [question],
    rows: [rows],
  };
  const groups = [
    { name: 'common', test: /rolldown.runtime/ },
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
