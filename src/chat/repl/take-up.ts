import { counted } from '../../base/text.js';
import { clipped } from '../conversation.js';
import { eventsOf } from '../session/session.js';
import { calledIn, type Kept } from '../session/sessions.js';
import { record, recordTuning, type Talk, type TalkDeps } from './talk.js';

/**
 * Resumes a stored session with the same turns, bot, model and temperature. An unanswered question goes back into the input
 * line. A session that is open elsewhere is copied first, so that two processes never write to the same file.
 */
export async function takeUp(talk: Talk, kept: Kept, deps: TalkDeps): Promise<void> {
  const bot = await deps.findBot(kept.session.tuning.bot.id);
  await talk.session.close();
  const claimed = await deps.claim(kept);
  const isElsewhere = claimed === undefined;
  const session = claimed ?? kept.session;
  talk.bot = bot;
  talk.model = session.tuning.model;
  talk.temperature = session.tuning.temperature;
  talk.saveId = session.tuning.saveId;
  talk.name = session.name;
  talk.isTuned = true;
  talk.conversation = session.conversation;
  talk.session = deps.openSession({ id: bot.id, name: bot.name }, isElsewhere ? undefined : kept.id);
  if (isElsewhere) await copyInto(talk);
  await takeBackUnanswered(talk);
  tell(talk, { ...kept, session }, isElsewhere, deps);
  if (!deps.isSpoken) deps.screen.say('');
}

async function copyInto(talk: Talk): Promise<void> {
  for (const event of eventsOf(talk.conversation)) await talk.session.append(event);
  await recordTuning(talk);
}

/** If the process died before the answer arrived, puts the question back into the input line. */
async function takeBackUnanswered(talk: Talk): Promise<void> {
  const { turns } = talk.conversation;
  const last = turns.at(-1);
  if (last === undefined || last.answers.length > 0) return;
  talk.draft = last.question;
  await record(talk, { kind: 'keep', turns: turns.length - 1 });
}

function tell(talk: Talk, { session, id }: Kept, isElsewhere: boolean, { screen }: TalkDeps): void {
  const { turns } = talk.conversation;
  const called = clipped(calledIn({ session }), 60);
  screen.say(`Session ${id}: ${counted(turns.length, 'turn')}${called === '' ? '' : ` (${called})`}`);
  if (session.unread > 0)
    screen.say(
      `${counted(session.unread, 'line')} of the session could not be read: a process died while writing.`,
    );
  if (isElsewhere) screen.say(`It is open in another window, so this is a copy: session ${talk.session.id}`);
  const last = turns.at(-1);
  const answer = last?.answers[last.chosen];
  if (last !== undefined) screen.dim(`You: ${clipped(last.question, 200)}`);
  if (answer !== undefined) screen.dim(`${answer.bot.name}: ${clipped(answer.text, 200)}`);
  if (talk.draft !== '') screen.say('The last question was not answered; it is back in the input line.');
}
