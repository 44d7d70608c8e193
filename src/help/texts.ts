import type { Cli } from '../cli/action.js';
import { isGroup, visibleCommands } from '../cli/help/in-tree.js';
import { topicNames } from '../cli/help/topic-names.js';
import { buildProgram } from '../program.js';
import type { HelpRequest } from './asked.js';

type Command = Awaited<ReturnType<typeof buildProgram>>;

type Render = {
  readonly width: number;
  readonly helpText: typeof import('../cli/help/help-text.js').helpText;
};

export type HelpText = { readonly request: HelpRequest; readonly text: string };

/** Every help text at a width, for the build, which stores them. */
export async function helpTexts(width: number): Promise<readonly HelpText[]> {
  const io = { version: '', stdout: { columns: width } } as unknown as Cli['io'];
  const program = await buildProgram({ io, argv: [], run: async () => 0, end: () => {}, print: () => {} });
  const { helpText } = await import('../cli/help/help-text.js');
  const topics = topicNames.map(
    (topic): HelpText => ({
      request: { words: [topic], kind: 'word', isAll: false },
      text: helpText({ command: program, topic, isCommandMissing: false }, { width, isAll: false }),
    }),
  );
  return [...topics, ...textsOf(program, [], { width, helpText })];
}

/** The texts of a command and of all below it; with the other names of each. */
function textsOf(command: Command, words: readonly string[], render: Render): readonly HelpText[] {
  const textFor = (kind: 'command' | 'none', isAll: boolean): HelpText => ({
    request: { words, kind, isAll },
    text: render.helpText(
      { command, topic: undefined, isCommandMissing: kind === 'none' },
      { width: render.width, isAll },
    ),
  });
  const below = visibleCommands(command).flatMap((one) =>
    [one.name(), ...one.aliases()].flatMap((name) => textsOf(one, [...words, name], render)),
  );
  return [
    textFor('command', false),
    textFor('command', true),
    ...(isGroup(command) ? [textFor('none', false)] : []),
    ...below,
  ];
}
