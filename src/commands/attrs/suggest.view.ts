import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import type { Suggestion } from '../../contacts/schema/suggestions.js';
import { formatOf, type OutputOptions, printList } from '../../terminal/output.js';
import { writeErr, writeOut } from '../../terminal/streams.js';

/** How suggestions are shown. */
export const suggestionView = {
  columns: {
    column: ({ column }: Suggestion) => column,
    becomes: ({ becomes }: Suggestion) => becomes,
    name: ({ kind, attribute }: Suggestion) => (kind === 'attribute' ? attribute?.name : undefined),
    type: ({ kind, attribute }: Suggestion) => (kind === 'attribute' ? attribute?.type : undefined),
    label: ({ kind, attribute }: Suggestion) => (kind === 'attribute' ? attribute?.label : undefined),
    values: ({ values }: Suggestion) => values,
    evidence: ({ evidence }: Suggestion) => evidence,
    examples: ({ examples }: Suggestion) => examples.join(' | '),
  },
  short: ['column', 'becomes', 'name', 'type', 'values', 'evidence', 'label', 'examples'],
  layout: {
    name: { kind: 'id' },
    becomes: { hides: 3 },
    values: { kind: 'number', hides: 2 },
    evidence: { grows: true },
    label: { hides: 5 },
    examples: { grows: true, hides: 4 },
  } as const,
  raw: document,
  id: ({ attribute, column }: Suggestion) => attribute?.name ?? column,
};

function document({ column, kind, becomes, values, examples, evidence, against, attribute }: Suggestion) {
  const found = kind === 'attribute' ? attribute : undefined;
  return {
    ...{ column, kind, becomes, name: found?.name ?? null, type: found?.type ?? null },
    ...{ label: found?.label ?? null, values, evidence, examples, against },
  };
}

/** Prints suggestions, with a sentence on stderr about how many there are. */
export async function printSuggestions(
  io: Io,
  options: OutputOptions,
  found: readonly Suggestion[],
): Promise<void> {
  if (formatOf(io, options) === 'json' && options.fields === undefined)
    await writeOut(io, `${inertJson({ columns: found.map(document) }, 2)}\n`);
  else await printList(io, options, suggestionView, found);
  if (options.quiet) return;
  const number = found.filter(({ kind }) => kind === 'attribute').length;
  writeErr(io, plainLine(`${counted(number, 'attribute')} for ${counted(found.length, 'column')}`));
}
