import { priceOfNext } from '../ask.js';
import { compared, type LaneReplies } from '../compare/compare.js';
import type { Lane } from '../compare/lanes.js';
import { messagesFor } from '../conversation.js';
import { refuseBeyond, withReply } from '../credits.js';
import { record, recordTuning, type Talk, type TalkWorld } from './talk.js';

const atOnce = 3;

/** Sends a question to every lane; the answers stand beside each other in one turn, each lane with its own history. */
export async function askLanes(talk: Talk, question: string, world: TalkWorld): Promise<void> {
  const { screen, io } = world;
  const { lanes } = talk;
  const earlier = talk.conversation;
  let tally = talk.tally;
  for (const lane of lanes) {
    const credits = priceOf(lane, world);
    refuseBeyond(world.mostCredits, tally, credits);
    tally = withReply(tally, credits);
  }
  if (earlier.turns.length === 0) await recordTuning(talk);
  await record(talk, { kind: 'question', text: question, at: new Date(io.now()).toISOString() });
  const stop = new AbortController();
  screen.onStop(() => stop.abort());
  const all = await compared(
    {
      lanes,
      ...{ saveId: talk.saveId, atOnce, repeat: 1, before: () => {} },
      messages: (lane) => messagesFor(earlier, question, lane.letter),
      begin: (lane) => {
        screen.say(talk.isBlind ? `— ${lane.letter} —` : `— ${lane.letter}: ${lane.label} —`);
        return screen.printer(talk.printing);
      },
      end: async (_, reply, shown) => {
        if (reply.failure === undefined) await shown.end(reply);
        else await shown.breakOff();
        if (reply.failure !== undefined)
          screen.say(reply.status === 'stopped' ? '— stopped —' : `⚠ ${reply.failure.message}`);
      },
    },
    { ...world, signal: AbortSignal.any([stop.signal, world.signal]) },
  ).finally(() => screen.onStop(() => {}));
  await noted(talk, all, question);
}

function priceOf(lane: Lane, { prices }: TalkWorld): number | null {
  return priceOfNext(prices, lane);
}

async function noted(talk: Talk, all: readonly LaneReplies[], question: string): Promise<void> {
  const answers = all.flatMap(({ replies }) => replies.map(({ answer }) => answer));
  for (const answer of answers) {
    if (answer.status !== 'error') talk.tally = withReply(talk.tally, answer.credits);
    if (answer.text !== '' || answer.status === 'complete') await record(talk, { kind: 'answer', ...answer });
  }
  const last = talk.conversation.turns.at(-1);
  if (last !== undefined && last.answers.length > 0)
    return record(talk, { kind: 'choose', turn: talk.conversation.turns.length - 1, answer: 0 });
  await record(talk, { kind: 'keep', turns: talk.conversation.turns.length - 1 });
  talk.draft = question;
}
