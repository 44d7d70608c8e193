import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { widthOf } from '../../base/width.js';
import type { Gap } from '../../exports/gaps/group.js';
import {
  askedText,
  conversationsText,
  type GapReport,
  scopeText,
  signalText,
  titleOf,
} from '../../exports/gaps/report.js';
import { type Colors, colorsFor } from '../../terminal/color.js';
import { wordWrapper } from '../../terminal/reply/wrap.js';
import { cut } from '../../terminal/text-width.js';

type Look = { readonly width: number; readonly colors: Colors };

/** Long texts end in "…" after so many lines. */
const maxLines = 3;

/** Gaps for a terminal: what they are about, then a block of lines for each. */
export async function gapsText(
  io: Io,
  { color }: { readonly color?: boolean | undefined },
  report: GapReport,
): Promise<string> {
  const look = { width: widthOf(io.stdout, io.env), colors: await colorsFor(io, io.stdout, color) };
  const line = (text: string) => cut(plainLine(text), look.width);
  const head = [look.colors.bold(line(titleOf(report))), line(report.period.text), line(scopeText(report))];
  const { gaps } = report;
  if (report.conversations === 0) return `${head.join('\n')}\n\nNo conversations in this period.\n`;
  if (gaps.length === 0) return `${head.join('\n')}\n\nNo gaps were found.\n`;
  const rank = String(gaps.length).length;
  return `${head.join('\n')}\n${gaps.map((gap, i) => block(gap, i + 1, rank, look)).join('')}`;
}

function block(gap: Gap, number: number, rank: number, { width, colors }: Look): string {
  const indent = ' '.repeat(rank + 2);
  const room = Math.max(20, width - indent.length);
  const line = (text: string) => `${indent}${cut(plainLine(text), room)}`;
  const wrapped = (text: string) => wrap(text, room).split('\n');
  const [first = '', ...rest] = wrapped(gap.question);
  const answer = gap.answer === '' ? '(no answer)' : gap.answer;
  const named = conversationsText(gap, 3);
  const lines = [
    `${String(number).padStart(rank)}. ${colors.bold(first)}`,
    ...rest.map((text) => `${indent}${colors.bold(text)}`),
    ...wrapped(`${askedText(gap)}: ${signalText(gap)}`).map((text) => indent + colors.cyan(text)),
    ...wrapped(`Bot: ${answer}`).map((text) => indent + text),
    ...(gap.alsoAsked.length === 0 ? [] : [line(`Also: ${gap.alsoAsked.join(' / ')}`)]),
    ...(named === '' ? [] : [colors.dim(line(named))]),
  ];
  return `\n${lines.join('\n')}\n`;
}

/** At most three lines of a width, broken between words. */
function wrap(text: string, width: number): string {
  const short = cut(plainLine(text.replace(/\s+/g, ' ')), width * maxLines - maxLines * 8);
  const wrapper = wordWrapper(width);
  const lines = (wrapper.push(short) + wrapper.end()).split('\n');
  // A word that is wider than the terminal is not broken by the wrapper.
  return lines.map((one) => cut(one.trimEnd(), width)).join('\n');
}
