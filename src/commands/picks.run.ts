import type { Io } from '../base/io.js';
import { allPicks, type PickScore, scoresOf } from '../chat/compare/picks.js';
import type { Common } from '../cli/common-options.js';
import { unknownWord } from '../cli/usage-errors.js';
import { formatOf, printFields, printList } from '../terminal/output.js';

export type Options = Common;

export async function listPicks(io: Io, options: Options, word?: string): Promise<undefined> {
  if (word !== undefined) throw unknownWord(word, ['apply'], 'cbase picks --help');
  if (options.fields === true) return printFields(io, options, view);
  const isTable = formatOf(io, options) === 'table';
  await printList(io, options, isTable ? tableView : view, scoresOf(await allPicks(io)));
}

const view = {
  columns: {
    label: ({ label }: PickScore) => label,
    picked: ({ picked }: PickScore) => picked,
    compared: ({ compared }: PickScore) => compared,
    share: ({ share }: PickScore) => share,
  },
  layout: {
    label: { grows: true },
    picked: { kind: 'number' },
    compared: { kind: 'number' },
    share: { kind: 'number' },
  } as const,
  raw: (score: PickScore) => score,
  id: ({ label }: PickScore) => label,
};

const tableView = {
  ...view,
  columns: { ...view.columns, share: ({ share }: PickScore) => `${Math.round(share * 100)}%` },
};
