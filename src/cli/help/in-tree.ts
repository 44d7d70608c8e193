import { type Command, CommanderError } from 'commander';
import { unknownWord } from '../usage-errors.js';
import { type TopicName, topicNames } from './topic-names.js';

/** Thrown where a command line asks for help, because the text is made, and the code for it loaded, only then. */
export class HelpAsked extends CommanderError {
  constructor(
    /** The command whose help is asked for; the program for a topic. */
    readonly command: Command,
    readonly topic: TopicName | undefined,
    /** Whether a group was named without one of its commands. */
    readonly isCommandMissing: boolean,
  ) {
    super(isCommandMissing ? 2 : 0, 'commander.help', '(outputHelp)');
  }
}

const acting = new WeakSet<Command>();

/** Marks a command that does something without an argument, although it has subcommands. Returns it. */
export function actsAlone(command: Command): Command {
  acting.add(command);
  return command;
}

/** True for a command that does nothing itself. */
export function isGroup(command: Command): boolean {
  return command.commands.length > 0 && command.registeredArguments.length === 0 && !acting.has(command);
}

/** `cbase contacts import`. */
export function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

/** The commands that are shown. */
export function visibleCommands(group: Command): readonly Command[] {
  return group.createHelp().visibleCommands(group);
}

/** Adds `help [words…]` to the program and to every group in it, and replaces the help of commander. */
export function addHelp(program: Command): void {
  program.addHelpText('beforeAll', ({ command, error }) => {
    refuseUnknownWord(command);
    throw new HelpAsked(command, undefined, error);
  });
  for (const group of [program, ...groupsIn(program)]) {
    group
      .command('help', { hidden: true })
      .argument('[words...]')
      .option('--all')
      .option('--no-pager')
      .action((words: readonly string[]) => {
        const topic = topicNames.find((name) => group === program && words.length === 1 && words[0] === name);
        throw new HelpAsked(topic === undefined ? commandNamed(group, words) : program, topic, false);
      });
  }
}

function groupsIn(command: Command): readonly Command[] {
  return command.commands.flatMap((one) => [...(isGroup(one) ? [one] : []), ...groupsIn(one)]);
}

/** The command that words lead to from a group. Throws Failure 'usage' for a word that is none. */
function commandNamed(group: Command, words: readonly string[]): Command {
  return words.reduce((at, word) => {
    const found = commandIn(at, word);
    if (found === undefined) throw unknownIn(at, word);
    return found;
  }, group);
}

function commandIn(group: Command, word: string): Command | undefined {
  return group.commands.find((one) => one.name() === word || one.aliases().includes(word));
}

const helpFlags: ReadonlySet<string> = new Set(['-h', '--help', '--all', '--no-pager']);

/** Throws Failure 'usage' if a group was asked for with the name of a command that it does not have: `cbase botz --help`. */
function refuseUnknownWord(command: Command): void {
  const [word = '-'] = command.args.filter((one) => !helpFlags.has(one));
  const isMeant = isGroup(command) && !word.startsWith('-');
  if (isMeant && commandIn(command, word) === undefined) throw unknownIn(command, word);
}

function unknownIn(group: Command, word: string): Error {
  const names = visibleCommands(group).map((one) => one.name());
  const topics = group.parent === null ? topicNames : [];
  return unknownWord(word, [...names, ...topics], `${nameOf(group)} --help`);
}
