import type { AssertionKind } from './assertions.js';

type Help = { readonly example: string; readonly about: string };

/** Each kind of assertion with the value of an example and what it means, the usual ones first. */
const help: { readonly [K in AssertionKind]: Help } = {
  contains: { example: '"30 days"', about: 'the answer contains this text' },
  icontains: { example: '"30 days"', about: 'the same, in upper or lower case' },
  not_contains: { example: '"unopened"', about: 'it does not contain this text' },
  not_icontains: { example: '"as an AI"', about: 'the same, in upper or lower case' },
  any_of: { example: '"final sale" refund', about: 'it contains at least one of these' },
  all_of: { example: '"30 days" refund', about: 'it contains all of these' },
  equals: { example: '"Yes."', about: 'it is exactly this text' },
  starts_with: { example: '"Yes"', about: 'it starts with this text' },
  regex: { example: '"\\d+ days"', about: 'a regular expression matches' },
  not_regex: { example: '"\\$\\d+"', about: 'no part matches' },
  similar: { example: '"within 30 days"', about: '80% of the words are the same' },
  same_as: { example: '"We open at 8."', about: 'it has not changed from this baseline' },
  judge: { example: '"is it polite?"', about: 'another bot says so (tests run --judge)' },
  min_chars: { example: '20', about: 'it has at least so many characters' },
  max_chars: { example: '400', about: 'it has at most so many characters' },
  links_only: { example: 'example.com', about: 'it links to these sites only' },
  not_unsure: { example: '', about: 'it does not say that the bot does not know' },
  no_links: { example: '', about: 'it has no links' },
  is_json: { example: '', about: 'it is valid JSON' },
  json_path: { example: 'order.items[0]', about: 'it is JSON with a value at this path' },
  first_byte_ms: { example: '2000', about: 'it starts within so many milliseconds' },
  total_ms: { example: '8000', about: 'it ends within so many milliseconds' },
  status: { example: 'complete', about: 'it ended like this' },
  max_credits: { example: '2', about: 'it cost no more than that' },
};

export const helpedKinds = Object.keys(help) as readonly AssertionKind[];

/** `contains "30 days"`, as it is typed after `/expect`. */
export function exampleOf(kind: AssertionKind): string {
  return `${kind} ${help[kind].example}`.trimEnd();
}

/** One line per kind: its example, and what it means. */
export function assertionLines(): readonly string[] {
  return helpedKinds.map((kind) => `${exampleOf(kind).padEnd(31)} ${help[kind].about}`);
}
