import type { Convo } from '../../api/convos.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { findRow } from '../../exports/rows.js';
import { formatOf, printFields, printOne } from '../../terminal/output.js';
import { printTranscript } from '../../terminal/transcript.js';
import { rangeOf } from '../shared/day-range.js';
import type { ConvoFlags } from '../shared/export/convo-flags.js';
import { convoPages } from '../shared/export/convo-pages.js';
import { convoView } from './convo.view.js';

export type Options = ConvoFlags;

export async function getConvo(io: Io, options: Options, id = ''): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, convoView);
  const range = rangeOf(io, options);
  const convo = await convoPages(io, options, { range }, (pages) => findRow(pages, (row) => row.id === id));
  if (convo === undefined) throw notFound(id, options);
  const isRead = formatOf(io, options) === 'table' && options.fields === undefined;
  await (isRead ? readAloud(io, options, convo) : printOne(io, options, convoView, convo));
}

async function readAloud(io: Io, options: Options, { id = '', messages, raw }: Convo): Promise<void> {
  const about = [raw.source, raw.created_at, raw.customer].filter((part) => typeof part === 'string');
  await printTranscript(io, options, [id, ...about].join(' · '), messages);
}

function notFound(id: string, { since, until, source }: Options): Failure {
  const isNarrowed = since !== undefined || until !== undefined || source !== undefined;
  return new Failure(
    'not-found',
    `There is no conversation "${id}"${isNarrowed ? ' in the chosen range' : ''}`,
    {
      advice: isNarrowed
        ? 'Search without --since, --until and --source'
        : 'List the ids with: cbase convos list',
    },
  );
}
