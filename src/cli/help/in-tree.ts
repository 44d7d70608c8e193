import type { Command } from 'commander';
import { unknownWord } from '../usage-errors.js';
import { nameOf, visibleCommands } from './command-help.js';
import type { HelpStyle } from './style.js';
import { topicNames } from './topic-names.js';

/** True for a command that does nothing itself. */
export function isGroup(command: Command): boolean {
  return command.commands.length > 0 && command.registeredArguments.length === 0;
}

/** Adds `help [words…]` to the program and to every group in it. `show` takes the text of a topic. */
export function addHelpCommands(program: Command, style: HelpStyle, show: (text: string) => void): void {
  for (const group of [program, ...groupsIn(program)]) {
    group
      .command('help', { hidden: true })
      .argument('[words...]')
      .option('--all')
      .option('--no-pager')
      .action(async (words: readonly string[]) => {
        const topic = topicNames.find((name) => group === program && words.length === 1 && words[0] === name);
        if (topic === undefined) return commandNamed(group, words).outputHelp();
        const { topicHelp } = await import('./topics.js');
        show(topicHelp(topic, program, style.width));
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
export function refuseUnknownWord(command: Command): void {
  const [word = '-'] = command.args.filter((one) => !helpFlags.has(one));
  const isMeant = isGroup(command) && !word.startsWith('-');
  if (isMeant && commandIn(command, word) === undefined) throw unknownIn(command, word);
}

function unknownIn(group: Command, word: string): Error {
  const names = visibleCommands(group).map((one) => one.name());
  const topics = group.parent === null ? topicNames : [];
  return unknownWord(word, [...names, ...topics], `${nameOf(group)} --help`);
}
