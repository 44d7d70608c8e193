import { domainToASCII } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { jsonOrNothing } from '../../base/json.js';
import { saysUnsure } from '../../base/unsure-words.js';
import type { Answer } from '../conversation.js';
import { readableChanges, sameness } from '../words.js';
import type { Assertion, AssertionKind, AssertionValues, Parts } from './assertions.js';
import { found } from './pattern.js';
import type { Verdict } from './verdict.js';

/** The answer to judge, and the earlier answers of the same conversation. */
export type Judged = { readonly answer: Answer; readonly history: readonly Answer[] };

/** Asks another bot whether an answer meets a criterion. */
export type Judge = (criterion: string, answer: Answer) => Promise<Verdict>;

export async function judgedBy(
  { kind, value }: Assertion,
  judged: Judged,
  judge: Judge | undefined,
): Promise<Verdict> {
  // The value has the type that its kind requires; see `readAssertion`.
  const judgement = judgements[kind] as (
    value: unknown,
    judged: Judged,
    judge: Judge | undefined,
  ) => Judgement;
  return judgement(value, judged, judge);
}

type Judgement = Verdict | Promise<Verdict>;

const judgements: {
  readonly [K in AssertionKind]: (
    value: AssertionValues[K],
    judged: Judged,
    judge: Judge | undefined,
  ) => Judgement;
} = {
  equals: (value, { answer }) => unless(answer.text.trim() === value.trim(), 'it is a different text'),
  contains: (value, { answer }) => unless(answer.text.includes(value), `it does not contain ${shown(value)}`),
  icontains: (value, { answer }) => unless(holds(answer.text, value), `it does not contain ${shown(value)}`),
  not_contains: (value, { answer }) => unless(!answer.text.includes(value), `it contains ${shown(value)}`),
  not_icontains: (value, { answer }) => unless(!holds(answer.text, value), `it contains ${shown(value)}`),
  any_of: async (value, judged, judge) => {
    const verdicts = await partsJudged(value, judged, judge);
    if (verdicts.some(({ isMet, isSkipped }) => isMet && !isSkipped)) return { isMet: true, reason: '' };
    // A skipped part does not count as met; if no part is met, skipped outranks failed.
    return verdicts.find(({ isSkipped }) => isSkipped) ?? unless(false, 'it meets none of them');
  },
  all_of: async (value, judged, judge) => {
    const verdicts = await partsJudged(value, judged, judge);
    const decides = verdicts.find(({ isMet }) => !isMet) ?? verdicts.find(({ isSkipped }) => isSkipped);
    return decides ?? { isMet: true, reason: '' };
  },
  regex: (value, { answer }) => {
    const seen = found(value, answer.text);
    return 'isMet' in seen ? seen : unless(seen.match !== undefined, 'nothing in it matches');
  },
  not_regex: (value, { answer }) => {
    const seen = found(value, answer.text);
    return 'isMet' in seen
      ? seen
      : unless(seen.match === undefined, `it contains ${shown(seen.match ?? '')}`);
  },
  starts_with: (value, { answer }) => {
    const start = answer.text.trimStart();
    return unless(start.startsWith(value), `it begins with ${shown(start.slice(0, 40))}`);
  },
  min_chars: (value, { answer }) =>
    unless(charactersIn(answer) >= value, `it has ${charactersIn(answer)} characters`),
  max_chars: (value, { answer }) =>
    unless(charactersIn(answer) <= value, `it has ${charactersIn(answer)} characters`),
  is_json: (value, { answer }) =>
    unless((jsonOrNothing(answer.text) !== undefined) === value, value ? 'it is not JSON' : 'it is JSON'),
  json_path: ({ path, equals }, { answer }) => {
    const found = valueAt(path, jsonOrNothing(answer.text));
    if (found === undefined) return unless(false, `it has nothing at ${path}`);
    const isEqual = equals === undefined || isDeepStrictEqual(found, equals);
    return unless(isEqual, `it has ${JSON.stringify(found)} at ${path}`);
  },
  links_only: (hosts, { answer }) => {
    const strange = linksIn(answer.text).find((link) => !hosts.some((host) => isWithin(link, host)));
    return unless(strange === undefined, `it links to ${strange}`);
  },
  no_links: (value, { answer }) => {
    const [first] = linksIn(answer.text);
    return unless(
      (first === undefined) === value,
      first === undefined ? 'it has no link' : `it links to ${first}`,
    );
  },
  not_unsure: (value, { answer }) =>
    unless(
      saysUnsure(answer.text) !== value,
      value ? 'it says that the bot does not know' : 'it does not say that the bot does not know',
    ),
  first_byte_ms: (value, { answer }) => within(answer.timing.first_byte_ms, value),
  total_ms: (value, { answer }) => within(answer.timing.total_ms, value),
  status: (value, { answer }) => unless(answer.status === value, `its status is ${answer.status}`),
  similar: ({ to, at_least: min }, { answer }) => {
    const share = sameness(to, answer.text);
    const percent = (part: number) => `${Math.round(part * 100)}%`;
    return unless(
      share >= min,
      `${percent(share)} of the words are the same; at least ${percent(min)} required`,
    );
  },
  same_as: (value, { answer }) =>
    answer.text === value ? { isMet: true, reason: '' } : changed(value, answer.text),
  judge: (criterion, { answer }, judge) =>
    judge === undefined
      ? { isMet: true, reason: 'no --judge was given', isSkipped: true }
      : judge(criterion, answer),
  max_credits: (value, { answer, history }) => {
    const spent = [...history, answer].reduce((sum, { credits }) => sum + (credits ?? 1), 0);
    return unless(spent <= value, `≈ ${spent} credits were spent`);
  },
};

function changed(before: string, after: string): Verdict {
  const share = Math.round(sameness(before, after) * 100);
  const reason = `it changed; ${share}% of the words are the same`;
  return { isMet: false, reason, changes: readableChanges(before, after) };
}

function shown(text: string): string {
  return JSON.stringify(text);
}

function unless(isMet: boolean, reason: string): Verdict {
  return isMet ? { isMet, reason: '' } : { isMet, reason };
}

function holds(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

/** A plain string among the parts is matched case-insensitively. */
function partsJudged(value: Parts, judged: Judged, judge: Judge | undefined): Promise<readonly Verdict[]> {
  const asAssertion = (part: string | Assertion): Assertion =>
    typeof part === 'string' ? { kind: 'icontains', value: part } : part;
  return Promise.all(value.map((part) => judgedBy(asAssertion(part), judged, judge)));
}

function charactersIn({ text }: Answer): number {
  return [...text].length;
}

function within(ms: number | null, max: number): Verdict {
  return unless(ms !== null && ms <= max, ms === null ? 'nothing arrived' : `it took ${ms} ms`);
}

/** The value at a path such as `a.b[0]`; `undefined` when there is none. */
function valueAt(path: string, json: unknown): unknown {
  const steps = path.replace(/^\$/, '').match(/[^.[\]]+/g) ?? [];
  return steps.reduce((value: unknown, step) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    return (value as Readonly<Record<string, unknown>>)[step];
  }, json);
}

function linksIn(answer: string): readonly string[] {
  return (answer.match(/\bhttps?:\/\/[^\s<>"'`)\]]+/gi) ?? []).map((link) => link.replace(/[.,;:!?]+$/, ''));
}

/** True for the host itself and its subdomains. */
function isWithin(link: string, host: string): boolean {
  const { hostname } = URL.canParse(link) ? new URL(link) : { hostname: '' };
  const allowed = domainToASCII(host) || host.toLowerCase();
  return hostname === allowed || hostname.endsWith(`.${allowed}`);
}
