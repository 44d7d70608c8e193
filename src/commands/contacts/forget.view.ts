import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { masked } from '../../erasure/person.js';
import { type Erasure, elsewhere, type Left, receiptDocument, whatIsLeft } from '../../erasure/receipt.js';
import { formatOf, type OutputOptions } from '../../terminal/output.js';
import { writeOut } from '../../terminal/streams.js';

type Shown = { readonly receipt: string | undefined; readonly key: string };

/** Prints what was found of a person and what became of it; for programs the receipt. */
export async function printErasure(
  io: Io,
  options: OutputOptions & { readonly dryRun?: boolean },
  erasure: Erasure,
  { receipt, key }: Shown,
): Promise<void> {
  if (formatOf(io, options) === 'json') {
    const document = {
      ...receiptDocument(erasure, key),
      dry_run: options.dryRun === true,
      receipt: receipt ?? null,
    };
    return writeOut(io, `${inertJson(document, 2)}\n`);
  }
  const lines = [
    ...contactLines(erasure, options.dryRun === true),
    ...leftLines('lead', erasure.leads),
    ...leftLines('conversation', erasure.conversations),
    ...(erasure.leads.found.length + erasure.conversations.found.length > 0 ? [whatIsLeft] : []),
    ...(erasure.pages === undefined
      ? []
      : [`Leads: ${erasure.pages.leads}`, `Conversations: ${erasure.pages.conversations}`]),
    `Not looked at: ${elsewhere.join('; ')}.`,
    ...(receipt === undefined ? [] : [`Receipt: ${receipt}`]),
  ];
  return writeOut(io, lines.map((line) => `${plainLine(line)}\n`).join(''));
}

function contactLines({ contacts, bot, named }: Erasure, dryRun: boolean): readonly string[] {
  if (contacts.length === 0) return [`No contact of ${bot.name} is ${named}.`];
  return contacts.map(({ id, externalId, outcome }) => {
    const name = externalId === undefined ? id : `${masked(externalId)} (${id})`;
    const words = outcome === 'pending' ? (dryRun ? 'would be deleted' : 'was not deleted') : `is ${outcome}`;
    return `Contact ${name} ${words}.`;
  });
}

const maxShown = 20;

function leftLines(what: 'lead' | 'conversation', { read, found }: Erasure['leads']): readonly string[] {
  if (found.length === 0) return [`None of ${counted(read, what)} mentions the person.`];
  const shown = found.slice(0, maxShown).map(leftLine);
  const more = found.length > maxShown ? [`  … and ${found.length - maxShown} more, all in the receipt`] : [];
  return [
    `${counted(found.length, what)} of ${read} ${found.length === 1 ? 'mentions' : 'mention'} the person and cannot be deleted here:`,
    ...shown,
    ...more,
  ];
}

function leftLine({ id, createdAt, foundIn }: Left): string {
  return `  ${id === '' ? '(without an id)' : id}, ${createdAt ?? 'at an unknown time'}, in ${foundIn === 'field' ? 'a field' : 'its text'}`;
}
