import { plain, plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import { folderFor } from '../../base/files/place.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { calledIn, lastSession, sessionNamed } from '../../chat/session/sessions.js';
import { type TranscriptFormat, transcript, transcriptFormatOf } from '../../chat/transcript.js';
import type { Common } from '../../cli/common-options.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { jqAndFile } from '../shared/jq-and-file.js';
import type { MkdirFlag } from '../shared/mkdir-flag.js';

export type Options = Omit<Common, 'format'> &
  MkdirFlag & {
    readonly format?: TranscriptFormat;
    readonly out?: string;
    readonly force?: boolean;
  };

export async function exportSession(io: Io, options: Options, wanted?: string): Promise<undefined> {
  refuseFlags(options);
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

/** Throws Failure 'usage' for flags that would have no effect. */
function refuseFlags({ fields, noHeader, jq, out }: Options): void {
  const flag = fields !== undefined ? '--fields' : noHeader ? '--no-header' : undefined;
  if (flag !== undefined)
    throw new Failure('usage', `sessions export does not print a list, so ${flag} does not apply`, {
      advice: 'Leave it out',
    });
  if (jq !== undefined && out !== undefined) throw jqAndFile();
}

async function put(
  io: Io,
  { out, force = false, mkdir, quiet }: Options,
  text: string,
  format: TranscriptFormat,
): Promise<void> {
  if (out === undefined)
    return writeOut(io, io.stdout.isTTY && !format.startsWith('json') ? plain(text) : text);
  await folderFor(out, mkdir);
  await putText(out, text, { mark: io.uuid(), force });
  if (!quiet) writeErr(io, plainLine(`Written to ${out}`));
}
