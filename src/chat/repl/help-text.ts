import type { CommandGroup, ReplCommand } from './command.js';

type Row = { readonly usage: string; readonly about: string };

const first: readonly Row[] = [
  { usage: '/model [name]', about: 'list the models, or switch to one' },
  { usage: '/retry', about: 'ask the last question again; both answers are kept' },
  { usage: '/undo', about: 'remove the last turn' },
  { usage: '/history', about: 'show the conversation so far' },
  { usage: '/new', about: 'start a new conversation' },
  { usage: '/compare MODEL', about: 'ask this model too, and compare the answers' },
  { usage: '/expect', about: 'check the last answer, and keep the check as a test' },
  { usage: '/save', about: 'save the conversation to the dashboard' },
  { usage: '/export [file]', about: 'write the conversation to a file' },
  { usage: '/exit', about: 'leave (or Ctrl-D)' },
];

const more =
  'All commands: /help all. One of them: /help COMMAND. Ctrl-C stops a reply; Alt-Enter starts a new line. ' +
  'exit, quit and help need no slash; /say exit sends the word. Start with // to send a message that begins with /.';

const listWidth = 80;

/** The commands that one needs first, and how to find the others: it fits a small screen. */
export function shortHelp(columns: number): string {
  return `${list(first, columns)}\n\n${wrapped(more, Math.min(columns, listWidth), '')}`;
}

/** All commands and keys, one line each; on a screen of less than 80 columns, the description is below the command. */
export function fullHelp(groups: readonly CommandGroup[], columns: number): string {
  const rows = ({ commands }: CommandGroup) =>
    commands.map((command) => ({ usage: usageOf(command), about: command.about }));
  const parts = groups.map((group) => `${group.title}\n${list(rows(group), columns)}`);
  return [...parts, `Keys\n${list(keys, columns)}`].join('\n\n');
}

const usageWidth = 23;

function list(rows: readonly Row[], columns: number): string {
  const line = ({ usage, about }: Row) =>
    columns < listWidth
      ? `  ${usage}\n${wrapped(about, columns, '      ')}`
      : `  ${usage.padEnd(usageWidth)} ${about}`;
  return rows.map(line).join('\n');
}

/** One command: its usage, what it does, and details where there are some. */
export function commandHelp(command: ReplCommand): string {
  const { about, details } = command;
  return [usageOf(command), `  ${about}`, ...(details === undefined ? [] : ['', details()])].join('\n');
}

/** The text in lines of less than `columns`, each behind the indent. */
function wrapped(text: string, columns: number, indent: string): string {
  const lines = text.split(' ').reduce<readonly string[]>((made, word) => {
    const last = made.at(-1) ?? '';
    const fits = last !== '' && indent.length + last.length + 1 + word.length < columns;
    return fits ? [...made.slice(0, -1), `${last} ${word}`] : [...made.filter((line) => line !== ''), word];
  }, []);
  return lines.map((line) => indent + line).join('\n');
}

const keys: readonly Row[] = [
  { usage: 'Alt-Enter, Ctrl-J, \\', about: 'start a new line (\\ at the end; or lines of """)' },
  { usage: '↑ ↓, Ctrl-R', about: 'browse the input history; search it' },
  { usage: 'Ctrl-G, Ctrl-X Ctrl-E', about: 'edit the draft in $VISUAL or $EDITOR' },
  { usage: 'Ctrl-C', about: 'stop the reply; clear the line (↑ restores it)' },
  { usage: 'Ctrl-D', about: 'leave' },
];

function usageOf({ names: [name = ''], takes }: ReplCommand): string {
  return `/${name}${takes === '' ? '' : ` ${takes}`}`;
}
