import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import {
  type FieldChange,
  type PlanClass,
  type PlannedAttribute,
  planClasses,
  planCounts,
} from '../../contacts/schema/schema-plan.js';
import { formatOf, type OutputOptions, printList } from '../../terminal/output.js';
import { writeErr, writeOut } from '../../terminal/streams.js';

/** A plan, and what it is for. */
export type ShownPlan = {
  readonly bot: { readonly id: string; readonly name: string };
  /** The file as the user named it. */
  readonly file: string;
  readonly attributes: readonly PlannedAttribute[];
};

/** How the attributes of a plan are shown. */
export const planView = {
  columns: {
    plan: (one: PlannedAttribute) => one.class,
    name: ({ name }: PlannedAttribute) => name,
    type: typeOf,
    changes: details,
  },
  layout: { name: { kind: 'id' }, changes: { grows: true } } as const,
  raw: planned,
  id: ({ name }: PlannedAttribute) => name,
};

/** Prints a plan. The numbers of each class, and the way out of what is impossible, go to stderr. */
export async function printPlan(io: Io, options: OutputOptions, plan: ShownPlan): Promise<void> {
  const isDocument = formatOf(io, options) === 'json' && options.fields === undefined;
  if (isDocument) await writeOut(io, `${inertJson(planDocument(plan), 2)}\n`);
  else await printList(io, options, planView, plan.attributes);
  if (options.quiet) return;
  writeErr(io, plainLine(planSummary(plan)));
  for (const one of plan.attributes) if (one.advice !== undefined) writeErr(io, plainLine(impossible(one)));
}

/** A plan for programs. */
export function planDocument({ bot, file, attributes }: ShownPlan) {
  return { bot, file, counts: planCounts(attributes), attributes: attributes.map(planned) };
}

function planned({ name, class: plan, changes, before, after, why, advice }: PlannedAttribute) {
  const permanent = plan === 'create';
  return { name, plan, permanent, changes, before, after, why: why ?? null, advice: advice ?? null };
}

function typeOf({ before, after, changes }: PlannedAttribute): string {
  return String(after?.type ?? before?.type ?? changes.find(({ field }) => field === 'type')?.to ?? '');
}

function details(one: PlannedAttribute): string {
  if (one.why !== undefined) return one.why;
  const listed = one.changes.filter(({ field }) => field !== 'type').map(changeText);
  return [...(one.class === 'create' ? ['cannot be deleted'] : []), ...listed].join('; ');
}

function changeText({ field, from, to }: FieldChange): string {
  const arrow = from === null ? '' : `${valueText(from)} → `;
  return `${field}: ${arrow}${valueText(to)}`;
}

function valueText(value: string | boolean): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function impossible({ name, why = '', advice = '' }: PlannedAttribute): string {
  return `${name}: ${why}. ${advice}`;
}

const classWords: Readonly<Record<PlanClass, string>> = {
  create: 'to create (cannot be deleted)',
  relabel: 'to relabel',
  archive: 'to archive',
  unarchive: 'to unarchive',
  impossible: 'impossible',
  unchanged: 'unchanged',
  unmanaged: 'not in the file, left alone',
};

/** `Plan for Support: 1 to create (cannot be deleted), 2 unchanged`. */
export function planSummary({ bot, attributes }: ShownPlan): string {
  const counts = planCounts(attributes);
  const parts = planClasses
    .filter((name) => counts[name] > 0)
    .map((name) => `${counts[name]} ${classWords[name]}`);
  const hasChanges = ['create', 'relabel', 'archive', 'unarchive', 'impossible'] as const;
  const none = hasChanges.every((name) => counts[name] === 0) ? 'no changes' : undefined;
  return `Plan for ${bot.name}: ${[...(none === undefined ? [] : [none]), ...parts].join(', ')}`;
}

/** The lines of a plan that a user is asked about: what is written, and what is not possible. */
export function planLines({ attributes }: ShownPlan): readonly string[] {
  return attributes
    .filter((one) => one.class !== 'unchanged' && one.class !== 'unmanaged')
    .map((one) => plainLine(`  ${one.class} ${one.name} (${typeOf(one)}): ${details(one)}`));
}

/** A plan as Markdown for a comment. Names and values are code, in which nothing is markup, a mention or a link. */
export function markdownPlan(plan: ShownPlan): string {
  const { bot, file, attributes } = plan;
  const changed = attributes.filter((one) => one.class !== 'unchanged' && one.class !== 'unmanaged');
  const unmanaged = attributes.filter((one) => one.class === 'unmanaged');
  const rows = changed.map(
    (one) =>
      `| ${one.class === 'create' ? 'create (cannot be deleted)' : one.class} | ${code(one.name)} | ${code(typeOf(one))} | ${cell(one)} |`,
  );
  const table =
    rows.length === 0 ? ['No changes.'] : ['| plan | name | type | changes |', '|---|---|---|---|', ...rows];
  const left = unmanaged.map(({ name }) => code(name)).join(', ');
  return `${[
    `### Custom attributes: ${code(bot.name)}`,
    '',
    `${code(file)}: ${planSummary(plan).replace(/^.*?: (?=no changes|\d+ )/s, '')}`,
    '',
    ...table,
    ...(left === '' ? [] : ['', `Not in the file, left alone: ${left}`]),
  ].join('\n')}\n`;
}

function cell(one: PlannedAttribute): string {
  if (one.why !== undefined) return code(`${one.why}. ${one.advice ?? ''}`);
  const listed = one.changes.filter(({ field }) => field !== 'type');
  return listed
    .map(({ field, from, to }) => `${field}: ${from === null ? '' : `${code(from)} → `}${code(to)}`)
    .join('; ');
}

/** A value as a code span of GitHub's Markdown, also within a table. */
function code(value: string | boolean): string {
  const text = plainLine(String(value)).replace(/\|/g, '\\|');
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return text === '' ? '*(empty)*' : `${fence}${/^[` ]|[` ]$/.test(text) ? ` ${text} ` : text}${fence}`;
}
