import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Attribute } from '../../../api/attrs.js';
import type { Bot } from '../../../api/bots.js';
import { plainLine } from '../../../base/escape/terminal.js';
import type { Io } from '../../../base/io.js';
import { count, counted } from '../../../base/text.js';
import {
  type FilledColumn,
  filledColumns,
  type ProposedAttribute,
  type Proposing,
  whyUnusable,
} from '../../../contacts/checking/new-attributes.js';
import type { ColumnOptions } from '../../../contacts/columns/column-options.js';
import { isConsent } from '../../../contacts/columns/consent.js';
import { planColumns } from '../../../contacts/columns/plan-columns.js';
import { type FreeTarget, freeTargets, likelyTarget } from '../../../contacts/columns/proposals.js';
import { columnName } from '../../../contacts/columns/target.js';
import type { Table } from '../../../contacts/reading/row.js';
import { askChoice, type Choice } from '../../../terminal/prompts.js';
import { writeErr } from '../../../terminal/streams.js';
import type { ImportFlags } from './flags.js';

export type AskedColumns = {
  /** What the user chose before, with the answers. */
  readonly columns: ColumnOptions;
  /** The attributes to create. */
  readonly created: readonly ProposedAttribute[];
};

export type AskingContext = {
  readonly table: Table;
  readonly columns: ColumnOptions;
  readonly schema: readonly Attribute[];
  readonly rules: Proposing['rules'];
  readonly bot: Bot;
};

type Answer =
  | { readonly kind: 'map'; readonly to: FreeTarget }
  | { readonly kind: 'create'; readonly attribute: ProposedAttribute }
  | { readonly kind: 'ignore' };

/**
 * Asks for each unmapped column with values what becomes of it: a field or an attribute, a new attribute, or nothing. Call only
 * if cbase can ask. `undefined` if there is nothing to ask.
 */
export async function askColumns(
  io: Io,
  options: ImportFlags,
  { table, columns, schema, rules, bot }: AskingContext,
): Promise<AskedColumns | undefined> {
  const planned = planColumns(table.columns, schema, columns);
  if (!planned.some(({ target }) => target.kind === 'unknown')) return undefined;
  const filled = await filledColumns(table, { columns: planned, schema, rules, chosen: new Map() });
  if (filled.length === 0) return undefined;
  writeErr(
    io,
    `${counted(filled.length, 'column is', 'columns are')} not mapped. Choose what becomes of each; Ctrl-C changes nothing.`,
  );
  let free = freeTargets(planned, schema);
  const answers: { readonly filled: FilledColumn; readonly answer: Answer }[] = [];
  for (const [at, one] of filled.entries()) {
    const progress = filled.length === 1 ? '' : `${at + 1} of ${filled.length}: `;
    const answer = await askChoice(io, options, {
      message: `${progress}${questionOf(one)}`,
      choices: choicesFor(one, free, options.fixedSchema ? undefined : bot),
    });
    answers.push({ filled: one, answer });
    if (answer.kind === 'map') free = free.filter((other) => other !== answer.to);
  }
  return {
    columns: withAnswers(columns, answers),
    created: answers.flatMap(({ answer }) => (answer.kind === 'create' ? [answer.attribute] : [])),
  };
}

function questionOf({ column, cells, samples }: FilledColumn): string {
  const consent = isConsent(column.header) ? ', about consent' : '';
  return `"${columnName(column)}" (${counted(cells, 'value')}${consent}, such as ${samples.join(', ')})`;
}

/** What is most likely first; nothing that is permanent is ever first. `creator` is the bot that may get a new attribute. */
function choicesFor(
  { column, attribute }: FilledColumn,
  free: readonly FreeTarget[],
  creator: Bot | undefined,
): readonly Choice<Answer>[] {
  const likely = isConsent(column.header) ? undefined : likelyTarget(column.header, free);
  const isUsable = attribute !== undefined && whyUnusable(attribute) === undefined;
  const others = free.filter((target) => target !== likely);
  return [
    ...(likely === undefined ? [] : [mapChoice(likely)]),
    { name: 'Leave it out', value: { kind: 'ignore' }, description: 'Its values are not imported' },
    ...(isUsable && creator !== undefined ? [createChoice(attribute, creator)] : []),
    ...others.map(mapChoice),
  ];
}

function mapChoice(to: FreeTarget): Choice<Answer> {
  const label = to.label === to.name ? '' : ` "${to.label}"`;
  return {
    name: `${to.name} (${to.type})`,
    value: { kind: 'map', to },
    description: `Import its values as ${to.name}${label}`,
  };
}

function createChoice(attribute: ProposedAttribute, { name: bot }: Bot): Choice<Answer> {
  const { name, type, evidence } = attribute;
  return {
    name: `New attribute ${name} (${type})`,
    value: { kind: 'create', attribute },
    description: `${type}: ${evidence}. Permanent: ${bot} can never lose it or change its type`,
  };
}

type Answered = readonly { readonly filled: FilledColumn; readonly answer: Answer }[];

/** By place: two columns may have the same name. */
function withAnswers(columns: ColumnOptions, answers: Answered): ColumnOptions {
  const map = answers.flatMap(({ filled, answer }) => {
    if (answer.kind === 'ignore') return [];
    const to = answer.kind === 'map' ? answer.to.name : answer.attribute.name;
    return [`${to}=#${filled.column.index + 1}`];
  });
  const ignore = answers.flatMap(({ filled, answer }) =>
    answer.kind === 'ignore' ? [`#${filled.column.index + 1}`] : [],
  );
  return { ...columns, map: [...columns.map, ...map], ignore: [...columns.ignore, ...ignore] };
}

/** Where answers are saved: beside the user, under the name of the file; a free name. */
export async function freeMapPath(source: string): Promise<string> {
  const stem = basename(source).replace(/(\.[A-Za-z0-9]{1,8}){1,2}$/, '') || 'contacts';
  for (let number = 1; ; number++) {
    const path = `${stem}${number === 1 ? '' : `-${count(number)}`}.map.json`;
    const isFree = await access(path).then(
      () => false,
      () => true,
    );
    if (isFree) return path;
  }
}

/** Says where the answers are, and how they are used again. */
export function tellSaved(io: Io, path: string): void {
  writeErr(io, plainLine(`Your answers are saved in ${path}; next time add: --map-file ${path}`));
}
