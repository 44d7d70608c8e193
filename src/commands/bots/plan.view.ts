import { plain, plainLine } from '../../base/escape/terminal.js';
import { changedLines } from '../../bots/as-code/changed-lines.js';
import type { Change } from '../../bots/as-code/changes.js';
import { settingsCount } from './changes.view.js';
import type { Comparison } from './compare.js';

/** A comment of a pull request takes 65,536 characters. */
const maxCharacters = 60_000;

/** A plan as Markdown. Names and values stand in code, where nothing acts as markup or notifies anyone. */
export function planMarkdown({
  context,
  file,
  changes,
}: Pick<Comparison, 'context' | 'file' | 'changes'>): string {
  const { name, id } = context.bot;
  const bot = `${codeSpan(name)} (${codeSpan(id)})`;
  const head = `### Settings of ${bot}\n\n`;
  if (changes.length === 0) return `${head}Nothing to change: the bot is as ${codeSpan(file.name)} says.\n`;
  const count = `${settingsCount(changes)} would change, from ${codeSpan(file.name)}.\n`;
  let left = maxCharacters - head.length - count.length;
  const sections = changes.map((change) => {
    const whole = sectionOf(change);
    const fits = whole.length <= left;
    const section = fits
      ? whole
      : `\n**${codeSpan(change.setting.key)}** changes; it is too long to be shown here.\n`;
    left -= section.length;
    return section;
  });
  return head + count + sections.join('');
}

const marks = { same: ' ', removed: '-', added: '+', gap: ' ' } as const;

function sectionOf(change: Change): string {
  const lines = changedLines(change).map(({ kind, text }) => `${marks[kind]} ${plain(text)}`.trimEnd());
  const body = lines.join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `\n**${codeSpan(change.setting.key)}**\n\n${fence}diff\n${body}\n${fence}\n`;
}

function codeSpan(text: string): string {
  const line = plainLine(text);
  const ticks = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** The length of the longest run of backticks. */
function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
