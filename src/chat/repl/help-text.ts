import type { CommandGroup, ReplCommand } from './command.js';

/** The commands that one needs first, and how to find the others: it fits a small screen. */
export const shortHelp = `/model [name]      list the models, or switch to one
/retry             ask the last question again; both answers are kept
/undo              remove the last turn
/history           show the conversation so far
/new               start a new conversation
/compare MODEL     ask this model too, and compare the answers
/expect            check the last answer, and keep the check as a test
/save              save the conversation to the dashboard
/export [file]     write the conversation to a file
/exit              leave (or Ctrl-D)

All commands: /help all. One of them: /help COMMAND. A reply is stopped with
Ctrl-C; Alt-Enter starts a new line. exit, quit and help need no slash; /say exit
sends the word, and a message that begins with / begins with //.`;

const usageWidth = 23;
const listWidth = 80;

/** All commands and keys, one line each. On a narrower screen the description goes below the command. */
export function fullHelp(groups: readonly CommandGroup[], columns: number): string {
  const line = (command: ReplCommand) =>
    columns < listWidth
      ? `  ${usageOf(command)}\n${indented(command.about, columns)}`
      : `  ${usageOf(command).padEnd(usageWidth)} ${command.about}`;
  const parts = groups.map(({ title, commands }) => [title, ...commands.map(line)].join('\n'));
  return [...parts, keys].join('\n\n');
}

/** One command: its usage, what it does, and details where there are some. */
export function commandHelp(command: ReplCommand): string {
  const { about, details } = command;
  return [usageOf(command), `  ${about}`, ...(details === undefined ? [] : ['', details()])].join('\n');
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
  Alt-Enter, Ctrl-J, \\    start a new line (\\ at the end; or lines of """)
  ↑ ↓, Ctrl-R             browse the input history; search it
  Ctrl-G, Ctrl-X Ctrl-E   edit the draft in $VISUAL or $EDITOR
  Ctrl-C                  stop the reply; clear the line (↑ restores it)
  Ctrl-D                  leave`;

function usageOf({ names: [name = ''], takes }: ReplCommand): string {
  return `/${name}${takes === '' ? '' : ` ${takes}`}`;
}
