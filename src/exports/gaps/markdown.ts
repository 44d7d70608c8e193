import { inertLine, inertText } from '../write/markdown.js';
import type { Gap } from './group.js';
import {
  askedText,
  conversationsText,
  daysText,
  type GapReport,
  scopeText,
  signalText,
  titleOf,
} from './report.js';

/** Gaps as Markdown. What customers and the bot wrote is escaped, so none of it acts as markup. */
export function gapsMarkdown(report: GapReport): string {
  const { period, origin, gaps } = report;
  const about = [period.text, scopeText(report), `From: ${origin}`].map((line) => `- ${inertLine(line)}`);
  const head = `# ${inertLine(titleOf(report))}\n\n${about.join('\n')}\n`;
  return (
    head +
    (gaps.length === 0
      ? '\nNo gaps were found.\n'
      : gaps.map((gap, i) => section(gap, i + 1, period.zone)).join(''))
  );
}

function section(gap: Gap, rank: number, zone: string | undefined): string {
  const facts = [askedText(gap), signalText(gap), daysText(gap, zone)].filter((text) => text !== '');
  const also = gap.alsoAsked.map((text) => `- ${inertLine(text)}\n`).join('');
  return `
## ${rank}. ${inertLine(gap.question)}

${facts.map(inertLine).join(' · ')}

**Bot:** ${gap.answer === '' ? '(no answer)' : inertText(gap.answer)}
${also === '' ? '' : `\nAlso asked as:\n\n${also}`}${gap.conversations.length === 0 ? '' : `\nConversations: ${inertLine(conversationsText(gap, gap.conversations.length))}\n`}`;
}
