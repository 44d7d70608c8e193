import { Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import type { Common } from '../../../cli/common-options.js';
import type { Unescape } from '../../../contacts/checking/cleaned.js';
import type { NothingRule } from '../../../contacts/checking/nothing.js';
import type { ColumnOptions } from '../../../contacts/columns/column-options.js';
import type { ImportSettings } from '../../../contacts/run/plan.js';
import { shardOf } from '../shard.js';
import type { ImportFlags } from './flags.js';

export function columnOptionsOf({
  map = [],
  idFrom,
  ignore = [],
  unknownColumns,
  source,
  deriveIds = false,
  key,
}: ImportFlags): ColumnOptions {
  const id = idFrom === undefined ? [] : [`external_id=${idFrom}`];
  return { map: [...map, ...id], ignore, unknown: unknownColumns, source, deriveIds, key };
}

/** `guards` is what the file itself reveals about its apostrophes. */
export function settingsOf(io: Io, options: ImportFlags, guards: Unescape): ImportSettings {
  const { batchSize, concurrency, onConflict, duplicates, maxRejects, preflight, verify, blank, trim } =
    options;
  return {
    batchSize,
    concurrency,
    onConflict,
    duplicates,
    maxRejects,
    preflight,
    verify,
    blank,
    trim,
    phone: options.phone,
    ids: options.ids,
    // In our own export, a word is what the server held; what has no value is a blank cell.
    nothing: nothingRule(options.null ?? (guards === 'guards' ? ['none'] : [])),
    ...booleanWords(options),
    ...(options.dateFormat !== undefined && { dateFormat: options.dateFormat }),
    ...(options.dateZone !== undefined && { dateZone: options.dateZone }),
    ...(options.decimal !== undefined && { decimal: options.decimal }),
    rules: 2,
    unescape: unescapeChoice(options.unescapeFormulas, guards),
    shard: options.shard && shardOf(io, options.shard),
    readLagMs: options.readLag,
  };
}

function unescapeChoice(choice: ImportFlags['unescapeFormulas'], guards: Unescape): Unescape {
  if (choice === 'auto') return guards;
  return choice === 'yes' && (guards || true);
}

/** `none` stands for all words that are not named. */
function nothingRule(words: readonly string[]): NothingRule {
  return {
    blank: words.filter((word) => word !== 'none'),
    others: words.includes('none') ? 'keep' : 'stop',
  };
}

function booleanWords({
  true: yes,
  false: no,
}: ImportFlags): Pick<ImportSettings, 'trueWords' | 'falseWords'> {
  const [trueWords, falseWords] = [yes, no].map((words) => words?.map((word) => word.toLowerCase()));
  const both = trueWords?.find((word) => falseWords?.includes(word));
  if (both !== undefined)
    throw new Failure('usage', `"${both}" cannot be both true and false`, {
      advice: 'Name it only once, in --true or in --false',
    });
  return { ...(trueWords && { trueWords }), ...(falseWords && { falseWords }) };
}

/** The flags that select the account, to repeat in the next command. */
export function placeFlags(options: Common, local: boolean): readonly string[] {
  return [
    ...(local ? ['--local'] : []),
    ...(options.baseUrl === undefined ? [] : ['--base-url', options.baseUrl]),
    ...(options.profile === undefined ? [] : ['--profile', options.profile]),
  ];
}

/** The flags that an import of the remaining rows must repeat. */
export function againFlags(options: ImportFlags, local: boolean, bot: string): readonly string[] {
  const { map = [], ignore = [], idFrom, delimiter } = options;
  const unless = (usual: string, flag: string, value: string) => (value === usual ? [] : [flag, value]);
  return [
    ...placeFlags(options, local),
    ...['--bot', bot],
    ...(delimiter === undefined ? [] : ['--delimiter', delimiter === '\t' ? 'tab' : delimiter]),
    ...map.flatMap((one) => ['--map', one]),
    ...(idFrom === undefined ? [] : ['--id-from', idFrom]),
    ...(options.mapFile === undefined ? [] : ['--map-file', options.mapFile]),
    ...ignore.flatMap((column) => ['--ignore', column]),
    ...(options.deriveIds ? ['--derive-ids'] : []),
    ...unless('id', '--key', options.key),
    ...unless('auto', '--source', options.source),
    ...unless('error', '--unknown-columns', options.unknownColumns),
    ...unless('keep', '--blank', options.blank),
    ...(options.trim ? [] : ['--no-trim']),
    ...unless('check', '--phone', options.phone),
    ...unless('check', '--ids', options.ids),
    ...(options.null ?? []).flatMap((word) => ['--null', word]),
    ...(options.true ?? []).flatMap((word) => ['--true', word]),
    ...(options.false ?? []).flatMap((word) => ['--false', word]),
    ...(options.dateFormat === undefined ? [] : ['--date-format', options.dateFormat]),
    ...(options.dateZone === undefined ? [] : ['--date-zone', options.dateZone]),
    ...(options.decimal === undefined ? [] : ['--decimal', options.decimal]),
    ...unless('auto', '--unescape-formulas', options.unescapeFormulas),
    ...unless('skip', '--on-conflict', options.onConflict),
  ];
}
