import { plain } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { botPage, hasDashboard } from '../../config/dashboard.js';
import { markdownFormat } from '../../exports/write/markdown.js';
import { formatOf, printFields, printOne } from '../../terminal/output.js';
import { writeOut } from '../../terminal/streams.js';
import { printTranscript } from '../../terminal/transcript.js';
import type { ConvoFlags } from '../shared/export/convo-flags.js';
import { convoView } from './convo.view.js';
import { type FoundConvo, findConvo } from './find-convo.js';
import { transcriptOf } from './transcript.view.js';

export type Options = Omit<ConvoFlags, 'format'> & { readonly format?: ConvoFlags['format'] | 'md' };

export async function getConvo(io: Io, options: Options, id = ''): Promise<undefined> {
  const { format, ...others } = options;
  if (options.fields === true) return printFields(io, options, convoView);
  if (format === 'md' && !options.json) {
    refuseFields(options);
    return printMarkdown(io, await findConvo(io, others, id));
  }
  const shown: ConvoFlags = { ...others, format: format === 'md' ? undefined : format };
  const found = await findConvo(io, shown, id);
  const isRead = formatOf(io, shown) === 'table' && options.fields === undefined;
  await (isRead
    ? printTranscript(
        io,
        options,
        transcriptOf(found.convo, { nowMs: io.now(), zone: options.tz, dashboard: linkFor(found) }),
      )
    : printOne(io, shown, convoView, found.convo));
}

function linkFor({ context: { account, bot } }: FoundConvo): string | undefined {
  return hasDashboard(account.settings) ? botPage('convos', bot.id, account.settings).url : undefined;
}

/** As an export writes it. */
async function printMarkdown(io: Io, { convo, context }: FoundConvo): Promise<undefined> {
  const { head, rows, tail } = markdownFormat(`${context.bot.name}: conversation`);
  const text = head + rows([convo], true) + tail(false);
  await writeOut(io, io.stdout.isTTY ? plain(text) : text);
}

function refuseFields({ fields }: Options): void {
  if (fields !== undefined) throw new Failure('usage', 'md does not support --fields', { advice: 'Omit it' });
}
