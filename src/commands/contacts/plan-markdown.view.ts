import { plainLine } from '../../base/escape/terminal.js';
import { count } from '../../base/text.js';
import type { DeleteOperation, Operation } from '../../contacts/plan/plan-file.js';
import { callsText, countsOf, type ShownPlan, verdictText } from './plan.view.js';

/**
 * A plan as Markdown, for a comment on a pull request. Values are masked unless `showsValues`: a comment is read by more people
 * than the contacts are meant for.
 */
export function planMarkdown(shown: ShownPlan, showsValues: boolean): string {
  const { outcome, refusal, header } = shown;
  const { input, bot, stoppedBecause } = outcome.summary;
  const counts = countsOf(shown);
  const price = header?.price;
  const stop = refusal?.message ?? stoppedBecause;
  const lines = [
    `### ${escaped(input.name)} → ${escaped(bot.name)}: ${verdictText(shown)}`,
    '',
    '| create | update | delete | unchanged | duplicate | rejected | rows |',
    '|--:|--:|--:|--:|--:|--:|--:|',
    `| ${[counts.create, counts.update, counts.delete, counts.unchanged, counts.duplicate, counts.rejected, counts.rows].map(count).join(' | ')} |`,
    '',
    ...(stop == null ? [] : [`**There is no plan:** ${escaped(stop)}`, '']),
    ...changeTable(shown, showsValues),
    ...(price == null ? [] : [`Price: ${callsText(price)}`, '']),
  ];
  return lines.join('\n');
}

function changeTable(shown: ShownPlan, showsValues: boolean): readonly string[] {
  const { create, update, delete: deleted } = shown.examples;
  const counts = countsOf(shown);
  const operations: readonly Operation[] = [...deleted, ...update, ...create];
  const more = counts.create + counts.update + counts.delete - operations.length;
  if (operations.length === 0) return [];
  return [
    '| | contact | line | changes |',
    '|---|---|--:|---|',
    ...operations.map((operation) => rowOf(operation, showsValues)),
    ...(more > 0 ? [`| | and ${count(more)} more | | |`] : []),
    '',
    ...(showsValues ? [] : ['Values are masked.', '']),
  ];
}

function rowOf(operation: Operation, showsValues: boolean): string {
  const id = operation.external_id ?? ('contact_id' in operation ? operation.contact_id : null) ?? '';
  const shownId = showsValues || !isPersonal(id) ? id : masked(id);
  const line = operation.op === 'delete' ? '' : String(operation.line);
  return `| ${operation.op} | ${escaped(shownId)} | ${line} | ${changesText(operation, showsValues)} |`;
}

function changesText(operation: Exclude<Operation, never>, showsValues: boolean): string {
  const value = (held: unknown) => escaped(showsValues ? valueText(held) : masked(held));
  switch (operation.op) {
    case 'create':
      return Object.entries(flat(operation.contact))
        .map(([field, held]) => `${escaped(field)}: ${value(held)}`)
        .join('<br>');
    case 'update':
      return Object.entries(operation.changes)
        .map(([field, { before, after }]) => `${escaped(field)}: ${value(before)} → ${value(after)}`)
        .join('<br>');
    case 'delete':
      return deletedText(operation, value);
  }
}

function deletedText({ contact }: DeleteOperation, value: (held: unknown) => string): string {
  return (['name', 'email'] as const)
    .filter((field) => typeof contact[field] === 'string' && contact[field] !== '')
    .map((field) => `${field}: ${value(contact[field])}`)
    .join('<br>');
}

/** The fields that a creation sets, without the id, which is shown already. */
function flat(contact: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { external_id: _, custom_attributes: attributes = {}, ...fields } = contact;
  const named = Object.entries(attributes as object).map(
    ([name, held]) => [`custom_attributes.${name}`, held] as const,
  );
  return { ...fields, ...Object.fromEntries(named) };
}

/** An id that is an email address or a phone number says who it is. */
function isPersonal(id: string): boolean {
  return id.includes('@') || /^\+?[\d ()./-]{7,}$/.test(id);
}

function masked(value: unknown): string {
  return isNone(value) ? '(none)' : '•••';
}

const maxLength = 100;

function valueText(value: unknown): string {
  if (isNone(value)) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).toWellFormed()}…`;
}

function isNone(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

/** Text that neither ends a cell nor becomes markup, a link, a mention or an issue. */
function escaped(text: string): string {
  return plainLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_{}[\]()#+|!~>$]/g, '\\$&')
    .replace(/@/g, '&#64;')
    .replace(/:\/\//g, '&#58;//')
    .replace(/\bwww\./gi, '$&&#8203;');
}
