import { Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import { counted } from '../../../base/text.js';
import type { Common } from '../../../cli/common-options.js';
import { type Verdict, verdicts } from '../../../exports/manifest.js';
import { printFields, printList } from '../../../terminal/output.js';

const verdictView = {
  columns: {
    status: ({ status }: Verdict) => status,
    file: ({ file }: Verdict) => file,
    rows: ({ rows }: Verdict) => rows,
    detail: ({ detail }: Verdict) => detail,
  },
  layout: { file: { kind: 'id' }, rows: { kind: 'number', hides: 1 }, detail: { grows: true } } as const,
  raw: (verdict: Verdict) => verdict,
  id: ({ file }: Verdict) => file,
};

/** Verifies files against their manifests and prints the result. Throws Failure 'refused' if one does not match. */
export async function verifyExports(io: Io, options: Common, paths: readonly string[]): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, verdictView);
  const found: Verdict[] = [];
  for (const path of paths) found.push(...(await verdicts(path)));
  const wrong = found.filter(({ status }) => status !== 'ok');
  if (options.json !== true && options.format !== 'json') await printList(io, options, verdictView, found);
  if (wrong.length > 0) throw unlike(wrong, found);
  if (options.json === true || options.format === 'json') await printList(io, options, verdictView, found);
  return undefined;
}

function unlike(wrong: readonly Verdict[], all: readonly Verdict[]): Failure {
  const words = wrong.slice(0, 3).map(({ file, detail }) => `${file}: ${detail}`);
  const more = wrong.length > 3 ? `, and ${wrong.length - 3} more` : '';
  return new Failure(
    'refused',
    `${wrong.length} of ${counted(all.length, 'file')} ${whatHappened(wrong)} since the export: ${words.join('; ')}${more}`,
    { advice: 'Restore what is wrong from the original, or export again', document: { files: all } },
  );
}

function whatHappened(wrong: readonly Verdict[]): string {
  const [is, has] = wrong.length === 1 ? ['is', 'has'] : ['are', 'have'];
  return wrong.some(({ status }) => status === 'missing')
    ? `${is} missing or ${has} changed`
    : `${has} changed`;
}
