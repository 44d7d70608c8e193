import { nearest } from '../../base/nearest.js';
import { widthOf } from '../../base/width.js';
import { botCommands } from './bot-commands.js';
import type { CommandGroup, ReplCommand } from './command.js';
import { commandHelp, fullHelp, shortHelp } from './help-text.js';
import { outputCommands } from './output-commands.js';
import { sessionCommands } from './session-commands.js';
import type { Talk, TalkDeps } from './talk.js';
import { testCommands } from './test-commands.js';
import { turnCommands } from './turn-commands.js';

const help: ReplCommand = {
  names: ['help'],
  takes: '[all|command]',
  about: 'show the usual commands, all of them, or one',
  run: (_, rest, { screen, io }) => {
    screen.say(helpFor(rest, widthOf(io.stderr)));
    return undefined;
  },
  proposes: async () => ['all', ...commandNames()],
};

export const leaveCommand: ReplCommand = {
  names: ['exit', 'quit', 'bye'],
  takes: '',
  about: 'leave (or press Ctrl-D, or type exit)',
  run: async () => 'leave' as const,
};

function groups(): readonly CommandGroup[] {
  return [
    { title: 'Session', commands: [help, leaveCommand, ...sessionCommands] },
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

/** The usual commands, `all`, or one by its name, with or without a slash. */
export function helpFor(wanted: string, columns: number): string {
  const name = wanted.replace(/^\//, '');
  if (name === '') return shortHelp(columns);
  if (name === 'all') return fullHelp(groups(), columns);
  const command = commandNamed(name);
  if (command !== undefined) return commandHelp(command);
  const close = nearest(name, commandNames());
  return `Unknown command /${name}.${close === undefined ? ' /help all lists the commands.' : ` Did you mean /${close}?`}`;
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
