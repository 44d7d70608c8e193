import { inertJson } from '../base/escape/terminal.js';
import { endingOf, refuseOtherEnding } from '../base/file-endings.js';
import { type Answer, type Conversation, chosenAnswer, type Turn } from './conversation.js';

/** The metadata of a transcript. */
export type TranscriptHead = {
  readonly title: string;
  readonly session: string | null;
  readonly bot: { readonly id: string; readonly name: string };
  readonly created: string;
};

export const transcriptFormats = ['md', 'json', 'jsonl', 'txt'] as const;
export type TranscriptFormat = (typeof transcriptFormats)[number];

/**
 * The format implied by the file extension; Markdown without one. Throws Failure 'usage' for an unsupported extension, or one
 * that contradicts `asked`.
 */
export function transcriptFormatOf(path: string, asked?: TranscriptFormat): TranscriptFormat {
  refuseOtherEnding(
    path,
    asked === undefined ? transcriptFormats.flatMap(endingsOf) : endingsOf(asked),
    `A conversation${asked === undefined ? '' : ` as ${asked}`}`,
  );
  return asked ?? transcriptFormats.find((format) => endingsOf(format).includes(endingOf(path))) ?? 'md';
}

function endingsOf(format: TranscriptFormat): readonly string[] {
  return { md: ['md', 'markdown'], json: ['json'], jsonl: ['jsonl', 'ndjson'], txt: ['txt'] }[format];
}

/** A conversation as file content. Ends with a line feed. */
export function transcript(
  head: TranscriptHead,
  conversation: Conversation,
  format: TranscriptFormat,
): string {
  switch (format) {
    case 'md':
      return markdown(head, conversation);
    case 'txt':
      return plainText(head, conversation);
    case 'json':
      return `${inertJson({ ...head, ...shownTurns(conversation) }, 2)}\n`;
    case 'jsonl':
      return messageLines(conversation)
        .map((line) => `${inertJson(line)}\n`)
        .join('');
  }
}

function shownTurns({ greeting, turns }: Conversation) {
  return { greeting: greeting ?? null, turns };
}

function messageLines({ greeting, turns }: Conversation): readonly object[] {
  const hello = greeting === undefined ? [] : [{ role: 'assistant', content: greeting }];
  const said = turns.flatMap((turn) => {
    const answer = chosenAnswer(turn);
    const question = { role: 'user', content: turn.question, at: turn.at };
    if (answer === undefined) return [question];
    const { text, status, model, at } = answer;
    return [question, { role: 'assistant', content: text, status, model, at }];
  });
  return [...hello, ...said];
}

function plainText({ bot }: TranscriptHead, { greeting, turns }: Conversation): string {
  const hello = greeting === undefined ? [] : [`${bot.name}: ${greeting}`];
  const said = turns.flatMap((turn) => {
    const answer = chosenAnswer(turn);
    const reply = answer && [answer.text, markOf(answer)].filter((part) => part !== '').join('\n');
    return [`You: ${turn.question}`, ...(reply === undefined ? [] : [`${bot.name}: ${reply}`])];
  });
  return `${[...hello, ...said].join('\n\n')}\n`;
}

function markdown(head: TranscriptHead, { greeting, turns }: Conversation): string {
  const models = [...new Set(turns.map((turn) => chosenAnswer(turn)?.model ?? 'the bot’s own'))];
  const about = [
    `| | |\n|---|---|`,
    `| Bot | ${cell(head.bot.name)} (\`${head.bot.id}\`) |`,
    `| Model | ${cell(models.join(', '))} |`,
    ...(head.session === null ? [] : [`| Session | ${head.session} |`]),
    `| Started | ${head.created} |`,
  ].join('\n');
  const hello = greeting === undefined ? [] : [`## ${heading(head.bot.name)}`, balanced(greeting)];
  return `${[`# ${heading(head.title)}`, about, ...hello, ...turns.flatMap((turn) => turnBlocks(turn, head))].join('\n\n')}\n`;
}

function turnBlocks(turn: Turn, { bot }: TranscriptHead): readonly string[] {
  const answer = chosenAnswer(turn);
  const reply =
    answer === undefined ? [] : [`## ${heading(answer.bot.name || bot.name)}`, ...replyBlocks(answer)];
  const others = turn.answers.filter((one) => one !== answer);
  return ['## You', balanced(turn.question), ...reply, ...others.flatMap(alternative)];
}

function replyBlocks(answer: Answer): readonly string[] {
  const mark = markOf(answer);
  return [balanced(answer.text), ...(mark === '' ? [] : [`*${mark}*`])];
}

function alternative(answer: Answer, index: number): readonly string[] {
  const how = [answer.lane, answer.model ?? 'the bot’s own model'].filter((part) => part !== undefined);
  return [
    `<details><summary>Another answer ${index + 1} (${cell(how.join(', '))})</summary>`,
    ...replyBlocks(answer),
    '</details>',
  ];
}

/** The mark of an incomplete answer; empty for a complete one. */
export function markOf({ status }: Pick<Answer, 'status'>): string {
  switch (status) {
    case 'complete':
      return '';
    case 'unconfirmed':
      return '— the end of this answer is not confirmed —';
    case 'stopped':
      return '— stopped —';
    case 'damaged':
      return '— some bytes of this answer are not text —';
    case 'incomplete':
      return '— cut off —';
    case 'error':
      return '— ended by an error —';
    case 'unavailable':
      return '— the bot was unavailable —';
  }
}

/** Closes a code fence that an answer left open: it would swallow the rest of the document. */
function balanced(text: string): string {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const [, fence] = fenceLine.exec(line) ?? [];
    if (fence === undefined) continue;
    if (open === undefined) open = fence;
    else if (fence[0] === open[0] && fence.length >= open.length && line.trim() === fence) open = undefined;
  }
  return open === undefined ? text : `${text}${text.endsWith('\n') ? '' : '\n'}${open}`;
}

/** Also matches after list and quote markers; a further backtick in the line would make it inline code. */
const fenceLine = /^\s*(?:(?:[-*+>]|\d{1,9}[.)])\s+)*(`{3,}(?=[^`]*$)|~{3,})/;

function heading(text: string): string {
  return text.replace(/\s+/g, ' ').trim() || 'Chat';
}

function cell(text: string): string {
  return heading(text).replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
