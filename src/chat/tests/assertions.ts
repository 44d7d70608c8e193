import { Failure } from '../../base/failure.js';
import { isObject } from '../../base/json.js';
import { didYouMean, Misread } from '../../base/yaml-file.js';

type JsonPath = { readonly path: string; readonly equals?: unknown };
type Likeness = { readonly to: string; readonly at_least: number };
export type Parts = readonly (string | Assertion)[];

/** The assertion names and the type of their values. */
export type AssertionValues = {
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
  readonly not_unsure: boolean;
  readonly first_byte_ms: number;
  readonly total_ms: number;
  readonly status: string;
  readonly similar: Likeness;
  readonly same_as: string;
  readonly judge: string;
  readonly max_credits: number;
};

export type AssertionKind = keyof AssertionValues;

/** A condition that an answer must meet. */
export type Assertion = {
  [K in AssertionKind]: { readonly kind: K; readonly value: AssertionValues[K] };
}[AssertionKind];

const usualSimilarity = 0.8;

const readers: { readonly [K in AssertionKind]: (value: unknown) => AssertionValues[K] } = {
  ...{ equals: text, contains: text, icontains: text, not_contains: text, not_icontains: text },
  ...{ starts_with: text, status: text, judge: text, regex: pattern, not_regex: pattern },
  ...{ any_of: parts, all_of: parts },
  ...{ min_chars: count, max_chars: count, first_byte_ms: count, total_ms: count, max_credits: count },
  ...{ is_json: flag, no_links: flag, not_unsure: flag },
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

export const assertionKinds = Object.keys(readers) as readonly AssertionKind[];

/** Parses `{contains: 30 days}`. Throws Misread. */
export function readAssertion(raw: unknown): Assertion {
  const [[kind = '', value] = []] = isObject(raw) ? Object.entries(raw) : [];
  if (!isObject(raw) || Object.keys(raw).length !== 1)
    throw new Misread('an assertion is one name with its value, such as "contains: 30 days"');
  if (!Object.hasOwn(readers, kind)) throw new Misread(`there is no assertion "${kind}"`, [kind], true);
  try {
    // The compiler cannot relate a kind to its reader through a table.
    return { kind, value: readers[kind as AssertionKind](value) } as Assertion;
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
    not_unsure: 1,
  };
  const isCount = readers[kind as AssertionKind] === count;
  try {
    if (kind in readers && said === '' && !['same_as', 'is_json', 'no_links', 'not_unsure'].includes(kind))
      throw new Misread(`${kind} needs a value`);
    return readAssertion({ [kind]: tries[isCount ? 0 : (orders[kind] ?? 3)] });
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    const hint = error.isUnknownName ? didYouMean(kind, assertionKinds) : '';
    throw new Failure('usage', `Not added: ${error.message}${hint}`, {
      advice: 'Write it like /expect contains "30 days"; /help expect explains each kind',
    });
  }
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
