import type { Convo } from '../../api/convos.js';
import { Failure } from '../../base/failure.js';
import { isObject } from '../../base/json.js';
import { hasForm, isWithoutReply, scoreOf } from '../convos.js';
import { countryCode } from './countries.js';
import type { Search } from './hit.js';
import { personNamed, valuesIn } from './people.js';
import { allOf, type Condition, type RowFilter } from './row-filter.js';

/** What conversations are chosen by, besides days and sources, which the server filters by. */
export type ConvoFilterOptions = {
  readonly search?: string | undefined;
  readonly customer?: string | undefined;
  readonly minScore?: number | undefined;
  readonly maxScore?: number | undefined;
  readonly withForm?: boolean | undefined;
  readonly withoutForm?: boolean | undefined;
  readonly withoutReply?: boolean | undefined;
  /** ISO 3166 codes. */
  readonly country?: readonly string[] | undefined;
};

/** The filter for these options; `undefined` for none. Throws Failure 'usage' for options that nothing can match. */
export function convoFilter(
  options: ConvoFilterOptions,
  search: Search | undefined,
): RowFilter<Convo> | undefined {
  refuseContradictions(options);
  return allOf([...contentConditions(options, search), ...factConditions(options)]);
}

function refuseContradictions({ minScore, maxScore, withForm, withoutForm }: ConvoFilterOptions): void {
  if (withForm && withoutForm)
    throw new Failure('usage', '--with-form and --without-form exclude each other', {
      advice: 'Use one of them',
    });
  if (minScore !== undefined && maxScore !== undefined && minScore > maxScore)
    throw new Failure('usage', `--min-score ${minScore} is above --max-score ${maxScore}`, {
      advice: 'Swap them',
    });
}

function contentConditions(
  { search: searched, customer }: ConvoFilterOptions,
  search: Search | undefined,
): readonly Condition<Convo>[] {
  const conditions: Condition<Convo>[] = [];
  if (search !== undefined)
    conditions.push({
      flag: '--search',
      value: searched,
      fits: (convo) => textsOf(convo).some(({ text }) => search.isIn(text)),
    });
  if (customer !== undefined) {
    const isMeant = personNamed(customer);
    const fits = ({ customer: id, raw }: Convo) =>
      [id ?? '', ...valuesIn(raw.form_submission), ...valuesIn(raw.metadata)].some(isMeant);
    conditions.push({ flag: '--customer', value: customer, fits });
  }
  return conditions;
}

function factConditions(options: ConvoFilterOptions): readonly Condition<Convo>[] {
  const { minScore, maxScore, withForm, withoutForm, withoutReply, country } = options;
  const conditions: Condition<Convo>[] = [];
  if (minScore !== undefined)
    conditions.push({
      flag: '--min-score',
      value: String(minScore),
      fits: (convo) => (scoreOf(convo) ?? Number.NEGATIVE_INFINITY) >= minScore,
    });
  if (maxScore !== undefined)
    conditions.push({
      flag: '--max-score',
      value: String(maxScore),
      fits: (convo) => (scoreOf(convo) ?? Number.POSITIVE_INFINITY) <= maxScore,
    });
  if (withForm) conditions.push({ flag: '--with-form', fits: hasForm });
  if (withoutForm) conditions.push({ flag: '--without-form', fits: (convo) => !hasForm(convo) });
  if (withoutReply) conditions.push({ flag: '--without-reply', fits: isWithoutReply });
  if (country !== undefined) conditions.push(fromCountries(country));
  return conditions;
}

function fromCountries(names: readonly string[]): Condition<Convo> {
  const codes = new Set(names);
  const known = new Map<string, boolean>();
  const fits = ({ raw: { country } }: Convo) => {
    if (typeof country !== 'string') return false;
    const isOne = known.get(country) ?? codes.has(countryCode(country) ?? '');
    known.set(country, isOne);
    return isOne;
  };
  return { flag: '--country', value: [...codes].sort().join(','), fits };
}

/** The texts of a conversation that are searched: its messages, and what was entered into a form. */
export function textsOf({
  messages,
  raw,
}: Convo): readonly { readonly role: string; readonly text: string }[] {
  const sent = Array.isArray(raw.messages) ? raw.messages.filter(isObject) : [];
  const said = messages.map(({ role, text }, i) => {
    const content: unknown = sent[i]?.content;
    return { role, text: typeof content === 'object' ? valuesIn(content).join('\n') : text };
  });
  const form = valuesIn(raw.form_submission);
  return form.length === 0 ? said : [...said, { role: 'form', text: form.join('\n') }];
}
