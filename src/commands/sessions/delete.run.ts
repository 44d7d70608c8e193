import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { isOpenElsewhere } from '../../chat/session/session.js';
import { removeSession, sessionNamed } from '../../chat/session/sessions.js';
import type { Common } from '../../cli/common-options.js';
import { printDone } from '../../terminal/done.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';

export type Options = Common & Confirmation;

export async function deleteSession(io: Io, options: Options, wanted = ''): Promise<undefined> {
  const { id, session } = await sessionNamed(io, wanted);
  if (isOpenElsewhere(io, session))
    throw new Failure('locked', `Session ${id} is open in another window`, {
      advice: 'Close it there first',
    });
  const { turns } = session.conversation;
  await makeSure(io, options, { id, question: `Delete session ${id} with ${turns.length} turns?` });
  await removeSession(io, id);
  await printDone(io, options, { id, words: `Session ${id} was deleted`, raw: {} });
}
