import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { localTime } from '../../base/local-time.js';
import { count, counted } from '../../base/text.js';
import { freeLimit, paidLimit, refuseTooLong, type SourceText, sizeWords } from '../../bots/sources.js';
import {
  changesSince,
  type FileChange,
  type TrainedFile,
  type TrainedText,
} from '../../bots/training-state.js';
import { formatOf, type OutputOptions, printList } from '../../terminal/output.js';
import { writeErr, writeOut } from '../../terminal/streams.js';

/** What a training would send, and what the last one sent. */
export type Preview = {
  readonly source: SourceText;
  /** `undefined` if no training is known, and for a new bot. */
  readonly trained: TrainedText | undefined;
  /** Facts for programs: the bot, and whether `--if-changed` would train it. */
  readonly more: object;
};

type Row = TrainedFile & { readonly change: FileChange; readonly note?: string | undefined };

/** Prints what would be sent: a row for each file and each file that is gone; one document for programs. Throws Failure 'usage' after it for a text that is too long. */
export async function printPreview(
  io: Io,
  options: OutputOptions,
  { source, trained, more }: Preview,
): Promise<void> {
  const changes = changesSince(trained, source.files);
  const view = viewOf(source.characters);
  const rows: readonly Row[] = [
    ...source.files.map((file) => ({ ...file, change: changes.of(file) })),
    ...changes.removed.map((file) => ({ ...file, change: 'removed' as const })),
  ];
  if (formatOf(io, options) === 'json' && options.fields === undefined) {
    const { characters, digest } = source;
    const since = trained?.at ?? null;
    const files = rows.map(view.raw);
    const document = { ...more, characters, limit: limitFor(characters), digest, since, files };
    await writeOut(io, `${inertJson(document, 2)}\n`);
    return refuseTooLong(source);
  }
  await printList(io, options, view, rows);
  const words = trained === undefined ? [] : [`; ${changeWords(io, trained, source)}`];
  if (!options.quiet) writeErr(io, `${sizeWords(source.characters)}${words.join('')}. Nothing was sent`);
  refuseTooLong(source);
}

function limitFor(characters: number): number {
  return characters <= freeLimit ? freeLimit : paidLimit;
}

/** `1 new, 2 changed, 1 removed file since Nov 28 05:14`, or that nothing changed. */
export function changeWords({ now }: Pick<Io, 'now'>, trained: TrainedText, source: SourceText): string {
  const { of, removed } = changesSince(trained, source.files);
  const kinds = source.files.map(of);
  const amount = (change: FileChange) =>
    change === 'removed' ? removed.length : kinds.filter((one) => one === change).length;
  const parts = (['new', 'changed', 'removed'] as const)
    .filter((change) => amount(change) > 0)
    .map((change) => `${count(amount(change))} ${change}`);
  const since = `since ${localTime(trained.at, now())}`;
  if (parts.length > 0) return `${parts.join(', ')} ${since}`;
  return source.digest === trained.digest ? `unchanged ${since}` : `the order of the files changed ${since}`;
}

/** `3 files, 12,345 characters`. */
export function textWords({
  files,
  characters,
}: Pick<SourceText, 'characters'> & { readonly files: readonly unknown[] }) {
  return `${counted(files.length, 'file')}, ${counted(characters, 'character')}`;
}

function viewOf(all: number) {
  const limit = limitFor(all);
  const share = ({ characters }: Row) => {
    const percent = (characters / limit) * 100;
    return percent < 1 ? '<1%' : `${Math.round(percent)}%`;
  };
  return {
    columns: {
      file: ({ name }: Row) => plainLine(name),
      type: ({ kind }: Row) => kind,
      characters: ({ characters }: Row) => characters,
      share,
      change: ({ change }: Row) => change,
    },
    layout: {
      file: { grows: true },
      type: { hides: 2 },
      characters: { kind: 'number' },
      share: { kind: 'number', hides: 1 },
    } as const,
    raw: ({ name, kind, characters, digest, change, note }: Row) => ({
      ...{ file: name, type: kind, characters, share: Math.round((characters / limit) * 10_000) / 10_000 },
      ...{ change, digest, note: note ?? null },
    }),
    id: ({ name }: Row) => name,
  };
}
