import type { Command } from 'commander';
import type { Convo } from '../../api/convos.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { acting, type Cli } from '../options.js';
import { rangeOf } from '../shared/range.js';
import { addConvoFlags, type ConvoFlags, convoPages } from './pages.js';
import { convoView } from './view.js';

export type Options = ConvoFlags;

export function convosGet(convos: Command, cli: Cli, run = getConvo): void {
  addConvoFlags(convos.command('get'))
    .description('Show one conversation; the API has no call for it, so the list is searched')
    .argument('<id>', 'the id of the conversation')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase convos get widget-0002 --local --bot "Harbor Coffee"\n  $ cbase convos get widget-0002 --since 30d --local --bot "Harbor Coffee" --format table',
    )
    .action(acting<Options>(cli, run));
}

async function getConvo(io: Io, options: Options, id = ''): Promise<undefined> {
  const { findRow } = await import('../../exports/rows.js');
  const { formatOf, printFields, printOne } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, convoView);
  const range = await rangeOf(io, options);
  const convo = await convoPages(io, options, range, (pages) => findRow(pages, (row) => row.id === id));
  if (convo === undefined) throw notFound(id, options);
  const isRead = formatOf(options, io) === 'table' && options.fields === undefined;
  await (isRead ? readAloud(io, options, convo) : printOne(io, options, convoView, convo));
}

async function readAloud(io: Io, options: Options, { id = '', messages, raw }: Convo): Promise<void> {
  const { printTranscript } = await import('../../terminal/transcript.js');
  const about = [raw.source, raw.created_at, raw.customer].filter((part) => typeof part === 'string');
  await printTranscript(io, options, [id, ...about].join(' · '), messages);
}

function notFound(id: string, { since, until, source }: Options): Failure {
  const isNarrowed = since !== undefined || until !== undefined || source !== undefined;
  return new Failure(
    'not-found',
    `There is no conversation "${id}"${isNarrowed ? ' among those chosen' : ''}`,
    {
      advice: isNarrowed
        ? 'Search without --since, --until and --source'
        : 'Look at the ids with: cbase convos list',
    },
  );
}
