import { type Command, Option } from 'commander';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { type TranscriptFormat, transcriptFormats } from '../../chat/transcript.js';
import { acting, type Cli, type Common } from '../options.js';

export type Options = Omit<Common, 'format'> & {
  readonly format?: TranscriptFormat;
  readonly out?: string;
  readonly force?: boolean;
};

export function sessionsExport(sessions: Command, cli: Cli, run = exportSession): void {
  sessions
    .command('export')
    .description('Write a conversation as Markdown, JSON, JSON lines or text')
    .argument('[session]', 'its id, the beginning of it, or its name; the last one by default')
    .addOption(
      new Option('--format <format>', 'how to write; by default what the name of the file says').choices([
        ...transcriptFormats,
      ]),
    )
    .option('--out <file>', 'a file, written whole or not at all')
    .option('--force', 'replace the file if it is there')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" -q Hello && cbase sessions export\n  $ cbase chat --local --bot "Harbor Coffee" -q Hello && cbase sessions export --out talk.md',
    )
    .action(acting<Options>(cli, run));
}

async function exportSession(io: Io, options: Options, wanted?: string): Promise<undefined> {
  const { calledIn, lastSession, sessionNamed } = await import('../../chat/session/sessions.js');
  const { transcript, transcriptFormatOf } = await import('../../chat/transcript.js');
  refuseFields(options);
  const kept = wanted === undefined ? await lastSession(io) : await sessionNamed(io, wanted);
  const { session, id } = kept;
  const head = {
    title: calledIn(kept) || 'Chat',
    session: id,
    bot: session.tuning.bot,
    created: session.head.created,
  };
  const format = transcriptFormatOf(options.out ?? '', options.json ? 'json' : options.format);
  await put(io, options, transcript(head, session.conversation, format), format);
}

function refuseFields({ fields }: Options): void {
  if (fields === undefined) return;
  throw new Failure('usage', 'sessions export prints no list, so there are no --fields to choose', {
    advice: 'Leave it out',
  });
}

async function put(
  io: Io,
  { out, force = false, quiet }: Options,
  text: string,
  format: TranscriptFormat,
): Promise<void> {
  const { putText } = await import('../../files.js');
  const { plain, plainLine } = await import('../../base/escape/terminal.js');
  const { answer, say } = await import('../../terminal/voice.js');
  if (out === undefined)
    return answer(io, io.stdout.isTTY && !format.startsWith('json') ? plain(text) : text);
  await putText(out, text, { mark: io.uuid(), force });
  if (!quiet) say(io, plainLine(`Written to ${out}`));
}
