import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Renders the help of every command, at every width that `cbase --help` reads from a file. */
export async function renderHelp(root, tools) {
  const { buildProgram, helpFile, renderedWidths } = tools;
  const nothing = { run: async () => 0, end: () => {} };
  for (const width of renderedWidths) {
    let text = '';
    const help = (more) => {
      text += more;
    };
    const io = { version: '', stdout: { columns: width } };
    const program = await buildProgram({ ...nothing, io, help });
    for (const [words, command] of commandsIn(program)) {
      text = '';
      command.outputHelp();
      const path = join(root, helpFile(words, width));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
}

function commandsIn(command, words = []) {
  const inside = command.commands.filter((one) => one.name() !== 'help' && !one.name().startsWith('_'));
  return [[words, command], ...inside.flatMap((one) => commandsIn(one, [...words, one.name()]))];
}
