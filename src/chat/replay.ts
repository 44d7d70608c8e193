import type { Message } from '../api/chat.js';
import { type Convo, readConvo } from '../api/convos.js';
import { quoted } from '../base/escape/shell.js';
import { xml } from '../base/escape/xml.js';
import { Failure } from '../base/failure.js';
import { fileText } from '../base/files/read.js';
import type { Io } from '../base/io.js';
import { isObject, jsonOrNothing } from '../base/json.js';
import type { Item } from './batch/items.js';
import type { Line } from './batch/output.js';
import { diffLine, lineText, type ReportLine } from './report-line.js';
import { cell, fenced } from './tests/reports.js';
import { readableChanges, sameness } from './words.js';

/** A question that a customer asked, and the bot's answer at the time. */
export type ReplayItem = Item & { readonly before: string };

/** Reads conversations from a `convos export` file: NDJSON or a JSON array. Throws Failure 'usage'. */
export async function readConvos(io: Io, path: string): Promise<readonly Convo[]> {
  const text = await fileText(io, path);
  const whole = jsonOrNothing(text);
  const found = Array.isArray(whole)
    ? whole
    : text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [lineValue(line, path, i + 1)]));
  const convos = found.filter(isObject).filter(({ messages }) => Array.isArray(messages));
  if (convos.length > 0) return convos.map(readConvo);
  throw new Failure('usage', `${path} contains no conversations with messages`, {
    advice: 'Create it with: cbase convos export --format ndjson --out convos.ndjson',
  });
}

function lineValue(line: string, path: string, number: number): unknown {
  const value = jsonOrNothing(line);
  if (value !== undefined) return value;
  throw new Failure('usage', `${path}, line ${number} is not JSON`, {
    advice: 'Create the file with: cbase convos export --format ndjson --out convos.ndjson',
  });
}

/**
 * Every answered customer question with the messages before it, so that the old and the new answer respond to the same
 * conversation. Consecutive messages of one role are joined, because roles must alternate.
 */
export function replayItems(convos: readonly Convo[], max: number): readonly ReplayItem[] {
  const seen = new Map<string, number>();
  return convos.slice(0, max).flatMap((convo, i) => {
    const turns = alternating(convo);
    const name = unlike(convo.id ?? `conversation ${i + 1}`, seen);
    return turns.flatMap((turn, at): readonly ReplayItem[] => {
      const answer = turns[at + 1];
      if (turn.role !== 'user' || answer === undefined) return [];
      const messages = turns.slice(0, at + 1);
      const id = `${name}#${turns.slice(0, at + 1).filter(({ role }) => role === 'user').length}`;
      const own = { bot: undefined, model: undefined, temperature: undefined };
      return [{ id, messages, input: turn.content, before: answer.content, ...own }];
    });
  });
}

/** A unique name for a conversation whose id occurs more than once. */
function unlike(name: string, seen: Map<string, number>): string {
  const count = (seen.get(name) ?? 0) + 1;
  seen.set(name, count);
  return count === 1 ? name : `${name} (${count})`;
}

function alternating({ messages }: Convo): readonly Message[] {
  const joined: Message[] = [];
  for (const { role, text } of messages) {
    if ((role !== 'user' && role !== 'assistant') || text.trim() === '') continue;
    const last = joined.at(-1);
    if (last?.role === role) joined[joined.length - 1] = { role, content: `${last.content}\n\n${text}` };
    else joined.push({ role, content: text });
  }
  return joined;
}

/** A batch line with the old answer and the verdict. */
export type Replayed = Line & {
  readonly before: string;
  readonly verdict: 'same' | 'changed' | 'error';
  readonly sameness: number;
};

/** Adds the old answer and the verdict: `same` when at least the share `atLeast` of the words is the same. */
export function judgedLine(line: Line, before: string, atLeast: number): Replayed {
  const text = typeof line.text === 'string' ? line.text : '';
  const share = sameness(before, text);
  const verdict = line.ok ? (share >= atLeast ? 'same' : 'changed') : 'error';
  return { ...line, before, verdict, sameness: Math.round(share * 100) / 100 };
}

export type ReplaySummary = {
  readonly questions: number;
  readonly same: number;
  readonly changed: number;
  readonly errors: number;
};

export function replaySummary(lines: readonly Replayed[]): ReplaySummary {
  const count = (verdict: Replayed['verdict']) => lines.filter((line) => line.verdict === verdict).length;
  return { questions: lines.length, same: count('same'), changed: count('changed'), errors: count('error') };
}

export function replaySummaryText({ questions, same, changed, errors }: ReplaySummary): string {
  const parts = [`${same} the same`, `${changed} changed`, ...(errors > 0 ? [`${errors} not answered`] : [])];
  return `${questions} question${questions === 1 ? '' : 's'} asked again: ${parts.join(', ')}`;
}

/** One question for the terminal: a single line when the answer is the same. */
export function replayLines(line: Replayed): readonly ReportLine[] {
  const { id, input, verdict, before, text, error, sameness: share } = line;
  if (verdict === 'same') return [{ text: `same     ${id}` }];
  const asked = { text: `asked: ${String(input)}` };
  const words = isObject(error) ? String(error.message) : '';
  if (verdict === 'error') return [{ text: `error    ${id}` }, asked, { text: `error: ${words}` }];
  return [
    { text: `changed  ${id} (${Math.round(share * 100)}% of the words are the same)` },
    ...[asked, { text: `then:  ${before}` }, { text: `now:   ${String(text)}` }],
    ...diffLine(readableChanges(before, String(text))),
  ];
}

function replayText(line: Replayed): string {
  const [head = '', ...rest] = replayLines(line).map(lineText);
  return [head, ...rest.map((part) => `         ${part}`)].join('\n');
}

export function replayMarkdown(lines: readonly Replayed[]): string {
  const rows = lines.map(
    ({ id, input, verdict, sameness: share }) =>
      `| ${verdict} | ${Math.round(share * 100)}% | ${cell(id)} | ${cell(String(input).slice(0, 120))} |`,
  );
  const changed = lines.filter(({ verdict }) => verdict !== 'same');
  const details = changed.map(
    (line) => `<details><summary>${cell(line.id)}</summary>\n\n${fenced(replayText(line))}\n\n</details>`,
  );
  const head = `### ${replaySummaryText(replaySummary(lines))}`;
  return `${[head, ['| Verdict | Same words | Conversation | Question |', '|---|---|---|---|', ...rows].join('\n'), ...details].join('\n\n')}\n`;
}

export function replayJunit(lines: readonly Replayed[], name: string): string {
  const { questions, changed, errors } = replaySummary(lines);
  const cases = lines.map((line) => {
    const open = `<testcase classname="${xml(name)}" name="${xml(line.id)}"`;
    if (line.verdict === 'same') return `${open}/>`;
    const kind = line.verdict === 'changed' ? 'failure' : 'error';
    return `${open}><${kind} message="${xml(line.verdict)}">${xml(replayText(line))}</${kind}></testcase>`;
  });
  const head = `name="${xml(`chat replay ${quoted(name)}`)}" tests="${questions}" failures="${changed}" errors="${errors}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites><testsuite ${head}>\n${cases.join('\n')}\n</testsuite></testsuites>\n`;
}
