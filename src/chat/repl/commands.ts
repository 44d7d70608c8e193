import { nearest } from '../../base/nearest.js';
import { widthOf } from '../../base/width.js';
import { botCommands } from './bot-commands.js';
import type { CommandGroup, ReplCommand } from './command.js';
import { outputCommands } from './output-commands.js';
import { sessionCommands } from './session-commands.js';
import type { Talk, TalkDeps } from './talk.js';
import { testCommands } from './test-commands.js';
import { turnCommands } from './turn-commands.js';

const help: ReplCommand = {
  names: ['help'],
  takes: '[command]',
  about: 'show the commands and keys',
  run: (_, rest, { screen, io }) => {
    screen.say(rest === '' ? helpText(widthOf(io.stderr)) : helpOf(rest.replace(/^\//, '')));
    return undefined;
  },
  proposes: async () => commandNames(),
};

const leave: ReplCommand = {
  names: ['exit', 'quit', 'bye'],
  takes: '',
  about: 'leave the conversation (or press Ctrl-D)',
  run: async () => 'leave' as const,
};

function groups(): readonly CommandGroup[] {
  return [
    { title: 'Session', commands: [help, leave, ...sessionCommands] },
    { title: 'Bot', commands: botCommands },
    { title: 'Turns', commands: turnCommands },
    { title: 'Output', commands: outputCommands },
    { title: 'Test', commands: testCommands },
  ];
}

export function commandNames(): readonly string[] {
  return groups().flatMap(({ commands }) => commands.flatMap(({ names }) => names));
}

export function commandNamed(name: string): ReplCommand | undefined {
  return groups()
    .flatMap(({ commands }) => commands)
    .find(({ names }) => names.includes(name));
}

const usageWidth = 34;
const readableWidth = 100;

/** On a narrow screen the description goes below the command, so that no word is cut. */
function helpText(columns: number): string {
  const line = (command: ReplCommand) =>
    columns < readableWidth
      ? `  ${usageOf(command)}\n${indented(command.about, columns)}`
      : `  ${usageOf(command).padEnd(usageWidth)} ${command.about}`;
  const parts = groups().map(({ title, commands }) => [title, ...commands.map(line)].join('\n'));
  return [...parts, keys].join('\n\n');
}

/** The text wrapped at this width, indented by six columns. */
function indented(text: string, columns: number): string {
  const lines = text.split(' ').reduce<readonly string[]>((made, word) => {
    const last = made.at(-1) ?? '';
    const fits = last !== '' && last.length + word.length + 7 < columns;
    return fits ? [...made.slice(0, -1), `${last} ${word}`] : [...made.filter((line) => line !== ''), word];
  }, []);
  return lines.map((line) => `      ${line}`).join('\n');
}

const keys = `Keys
  Alt-Enter, Ctrl-J, \\ at the end    insert a line break (or use lines of """)
  ↑ ↓  Ctrl-R                        browse the input history; search it
  Ctrl-X Ctrl-E, Ctrl-G              edit the draft in $VISUAL or $EDITOR
  Ctrl-C                             stop the reply; clear the line (↑ restores it)
  Ctrl-D                             leave
To send a message that begins with /, type // instead.`;

function usageOf({ names: [name = ''], takes }: ReplCommand): string {
  return `/${name}${takes === '' ? '' : ` ${takes}`}`;
}

function helpOf(name: string): string {
  const command = commandNamed(name);
  if (command !== undefined) return `${usageOf(command)}\n  ${command.about}`;
  const close = nearest(name, commandNames());
  return `There is no command /${name}.${close === undefined ? ' Type /help for the list.' : ` Did you mean /${close}?`}`;
}

/** The Tab completions for a line, and the part of the line that they replace. */
export async function proposals(
  line: string,
  talk: Talk,
  deps: TalkDeps,
): Promise<readonly [readonly string[], string]> {
  if (!line.startsWith('/') || line.startsWith('//') || line.includes('\n')) return [[], line];
  const [, name = '', rest] = /^\/(\S*)(?:\s+(.*))?$/.exec(line) ?? [];
  if (rest === undefined)
    return [
      fitting(
        commandNames().map((one) => `/${one}`),
        line,
      ),
      line,
    ];
  const words = (await commandNamed(name)?.proposes?.(talk, deps, rest)) ?? [];
  return [fitting(words, rest), rest];
}

function fitting(words: readonly string[], start: string): readonly string[] {
  return words.filter((word) => word.toLowerCase().startsWith(start.toLowerCase()));
}
