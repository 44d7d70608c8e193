import type { Cli } from '../cli/action.js';
import { commandHelp, visibleCommands } from '../cli/help/command-help.js';
import { isGroup } from '../cli/help/in-tree.js';
import { rootHelp, startHelp } from '../cli/help/root-help.js';
import { topicNames } from '../cli/help/topic-names.js';
import { buildProgram } from '../program.js';
import type { HelpRequest } from './asked.js';

type Command = Awaited<ReturnType<typeof buildProgram>>;

export type HelpText = { readonly request: HelpRequest; readonly text: string };

/** Every help text at a width, for the build, which stores them. */
export async function helpTexts(width: number): Promise<readonly HelpText[]> {
  const io = { version: '', stdout: { columns: width } } as unknown as Cli['io'];
  const program = await buildProgram({ io, run: async () => 0, end: () => {}, help: () => {} });
  const { topicHelp } = await import('../cli/help/topics.js');
  const topics = topicNames.map(
    (name): HelpText => ({
      request: { words: [name], kind: 'word', isAll: false },
      text: topicHelp(name, program, width),
    }),
  );
  return [...topics, ...textsOf(program, [], width)];
}

/** The texts of a command and of all below it; with the other names of each. */
function textsOf(command: Command, words: readonly string[], width: number): readonly HelpText[] {
  const isRoot = command.parent === null;
  const render = isRoot ? rootHelp : commandHelp;
  const bare = isRoot ? startHelp : commandHelp;
  const own = [false, true].map(
    (isAll): HelpText => ({
      request: { words, kind: 'command', isAll },
      text: render(command, { width, isAll }),
    }),
  );
  const alone: HelpText = {
    request: { words, kind: 'none', isAll: false },
    text: bare(command, { width, isAll: false }),
  };
  const below = visibleCommands(command).flatMap((one) =>
    [one.name(), ...one.aliases()].flatMap((name) => textsOf(one, [...words, name], width)),
  );
  return [...own, ...(isGroup(command) ? [alone] : []), ...below];
}
