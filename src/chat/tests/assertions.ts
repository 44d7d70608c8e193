import { Failure } from '../../base/failure.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import type { Answer } from '../conversation.js';
import { changesText, sameness, wordChanges } from '../words.js';
import { found } from './pattern.js';
import type { Verdict } from './verdict.js';

type JsonPath = { readonly path: string; readonly equals?: unknown };
type Likeness = { readonly to: string; readonly at_least: number };
type Parts = readonly (string | Assertion)[];

/** The assertion names and the type of their values. */
type Values = {
  readonly equals: string;
  readonly contains: string;
  readonly icontains: string;
  readonly not_contains: string;
  readonly not_icontains: string;
  readonly any_of: Parts;
  readonly all_of: Parts;
  readonly regex: string;
  readonly not_regex: string;
  readonly starts_with: string;
  readonly min_chars: number;
  readonly max_chars: number;
  readonly is_json: boolean;
  readonly json_path: JsonPath;
  readonly links_only: readonly string[];
  readonly no_links: boolean;
  readonly first_byte_ms: number;
  readonly total_ms: number;
  readonly status: string;
  readonly similar: Likeness;
  readonly same_as: string;
  readonly judge: string;
  readonly max_credits: number;
};

type Kind = keyof Values;

/** A condition that an answer must meet. */
export type Assertion = { [K in Kind]: { readonly kind: K; readonly value: Values[K] } }[Kind];

/** A syntax error in an assertion or a test file; the caller adds file, line and column. */
export class Misread extends Error {
  constructor(
    message: string,
    /** The part of the value that is wrong. */
    readonly path: readonly (string | number)[] = [],
    /** True when the last part of the path is a name that nothing has. */
    readonly isUnknownName = false,
  ) {
    super(message);
  }
}

const usualSimilarity = 0.8;

const readers: { readonly [K in Kind]: (value: unknown) => Values[K] } = {
  ...{ equals: text, contains: text, icontains: text, not_contains: text, not_icontains: text },
  ...{ starts_with: text, status: text, judge: text, regex: pattern, not_regex: pattern },
  ...{ any_of: parts, all_of: parts },
  ...{ min_chars: count, max_chars: count, first_byte_ms: count, total_ms: count, max_credits: count },
  ...{ is_json: flag, no_links: flag },
  links_only: (value) => (Array.isArray(value) ? value : [value]).map(text),
  // Without a value it is a baseline that `--update` fills in.
  same_as: (value) => (value === null || value === true ? '' : text(value)),
  json_path: (value) => {
    if (typeof value === 'string') return { path: value };
    if (!isObject(value) || typeof value.path !== 'string')
      throw new Misread('takes a path, or {path: a.b[0], equals: …}');
    return 'equals' in value ? { path: value.path, equals: value.equals } : { path: value.path };
  },
  similar: (value) => {
    if (typeof value === 'string') return { to: value, at_least: usualSimilarity };
    const { to, at_least: min = usualSimilarity } = isObject(value) ? value : {};
    if (typeof to === 'string' && typeof min === 'number' && min > 0 && min <= 1)
      return { to, at_least: min };
    throw new Misread('takes a string, or {to: …, at_least: 0.8}');
  },
};

export const assertionKinds = Object.keys(readers) as readonly Kind[];

/** Parses `{contains: 30 days}`. Throws Misread. */
export function readAssertion(raw: unknown): Assertion {
  const [[kind = '', value] = []] = isObject(raw) ? Object.entries(raw) : [];
  if (!isObject(raw) || Object.keys(raw).length !== 1)
    throw new Misread('an assertion is one name with its value, such as "contains: 30 days"');
  if (!Object.hasOwn(readers, kind)) throw new Misread(`there is no assertion "${kind}"`, [kind], true);
  try {
    // The compiler cannot relate a kind to its reader through a table.
    return { kind, value: readers[kind as Kind](value) } as Assertion;
  } catch (error) {
    if (error instanceof Misread && error.path.length === 0)
      throw new Misread(`${kind} ${error.message}`, [kind]);
    throw error;
  }
}

function text(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Misread('takes a string');
}

function pattern(value: unknown): string {
  try {
    return new RegExp(text(value), 'u').source;
  } catch (error) {
    throw error instanceof Misread ? error : new Misread(`is invalid: ${(error as Error).message}`);
  }
}

function count(value: unknown): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw new Misread('takes a number');
}

function flag(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new Misread('takes true or false');
}

function parts(value: unknown): Parts {
  if (!Array.isArray(value) || value.length === 0) throw new Misread('takes a list');
  return value.map((one) => (isObject(one) ? readAssertion(one) : text(one)));
}

/** Parses the arguments of `/expect`. Throws Failure 'usage'. */
export function assertionFromWords([kind = '', ...words]: readonly string[]): Assertion {
  const said = words.join(' ');
  const tries = [
    words.length > 0 && /^[\d.]+$/.test(said) ? Number(said) : undefined,
    said !== 'false',
    words,
    said,
  ];
  const orders: Readonly<Record<string, number>> = {
    any_of: 2,
    all_of: 2,
    links_only: 2,
    is_json: 1,
    no_links: 1,
  };
  const isCount = readers[kind as Kind] === count;
  try {
    if (said === '' && !['same_as', 'is_json', 'no_links'].includes(kind))
      throw new Misread('an assertion needs a value');
    return readAssertion({ [kind]: tries[isCount ? 0 : (orders[kind] ?? 3)] });
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    throw new Failure('usage', `Not added: ${error.message}`, {
      advice: `Write it like /expect contains "30 days"; choose from: ${assertionKinds.join(', ')}`,
    });
  }
}

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
  readonly [K in Kind]: (value: Values[K], judged: Judged, judge: Judge | undefined) => Judgement;
} = {
  equals: (value, { answer }) => unless(answer.text.trim() === value.trim(), 'the text differs'),
  contains: (value, { answer }) => unless(answer.text.includes(value), 'it is not in the answer'),
  icontains: (value, { answer }) => unless(holds(answer.text, value), 'it is not in the answer'),
  not_contains: (value, { answer }) => unless(!answer.text.includes(value), 'it is in the answer'),
  not_icontains: (value, { answer }) => unless(!holds(answer.text, value), 'it is in the answer'),
  any_of: async (value, judged, judge) => {
    const verdicts = await partsJudged(value, judged, judge);
    if (verdicts.some(({ isMet, isSkipped }) => isMet && !isSkipped)) return { isMet: true, reason: '' };
    // A skipped part does not count as met; if no part is met, skipped outranks failed.
    return verdicts.find(({ isSkipped }) => isSkipped) ?? unless(false, 'none of them is met');
  },
  all_of: async (value, judged, judge) => {
    const verdicts = await partsJudged(value, judged, judge);
    const decides = verdicts.find(({ isMet }) => !isMet) ?? verdicts.find(({ isSkipped }) => isSkipped);
    return decides ?? { isMet: true, reason: '' };
  },
  regex: (value, { answer }) => {
    const seen = found(value, answer.text);
    return 'isMet' in seen ? seen : unless(seen.match !== undefined, 'nothing in the answer matches');
  },
  not_regex: (value, { answer }) => {
    const seen = found(value, answer.text);
    return 'isMet' in seen ? seen : unless(seen.match === undefined, `"${seen.match}" matches`);
  },
  starts_with: (value, { answer }) => {
    const start = answer.text.trimStart();
    return unless(start.startsWith(value), `it begins with "${start.slice(0, 40)}"`);
  },
  min_chars: (value, { answer }) => unless(charactersIn(answer) >= value, `it has ${charactersIn(answer)}`),
  max_chars: (value, { answer }) => unless(charactersIn(answer) <= value, `it has ${charactersIn(answer)}`),
  is_json: (value, { answer }) =>
    unless((jsonOrNothing(answer.text) !== undefined) === value, value ? 'it is not JSON' : 'it is JSON'),
  json_path: ({ path, equals }, { answer }) => {
    const found = valueAt(path, jsonOrNothing(answer.text));
    if (found === undefined) return unless(false, `there is nothing at ${path}`);
    const isEqual = equals === undefined || JSON.stringify(found) === JSON.stringify(equals);
    return unless(isEqual, `there is ${JSON.stringify(found)} at ${path}`);
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
  first_byte_ms: (value, { answer }) => within(answer.timing.first_byte_ms, value),
  total_ms: (value, { answer }) => within(answer.timing.total_ms, value),
  status: (value, { answer }) => unless(answer.status === value, `it is ${answer.status}`),
  similar: ({ to, at_least: min }, { answer }) => {
    const share = sameness(to, answer.text);
    const percent = (part: number) => `${Math.round(part * 100)}%`;
    return unless(
      share >= min,
      `${percent(share)} of the words are the same; at least ${percent(min)} required`,
    );
  },
  same_as: (value, { answer }) =>
    unless(answer.text === value, `it changed: ${changesText(wordChanges(value, answer.text))}`),
  judge: (criterion, { answer }, judge) =>
    judge === undefined
      ? { isMet: true, reason: 'no --judge was given', isSkipped: true }
      : judge(criterion, answer),
  max_credits: (value, { answer, history }) => {
    const spent = [...history, answer].reduce((sum, { credits }) => sum + (credits ?? 1), 0);
    return unless(spent <= value, `≈ ${spent} credits were spent`);
  },
};

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
  return unless(ms !== null && ms <= max, ms === null ? 'nothing was received' : `it took ${ms} ms`);
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
  return hostname === host.toLowerCase() || hostname.endsWith(`.${host.toLowerCase()}`);
}

/** An assertion as written in a test file. */
export function assertionText({ kind, value }: Assertion): string {
  return `${kind}: ${valueText(value)}`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (isObject(value) && typeof value.kind === 'string') return assertionText(value as unknown as Assertion);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
