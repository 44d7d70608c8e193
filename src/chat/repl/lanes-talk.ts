import { exitCodes } from '../../base/failure.js';
import { priceOfNext } from '../ask.js';
import { compared, type LaneReplies } from '../compare/compare.js';
import type { Lane } from '../compare/lanes.js';
import { messagesFor } from '../conversation.js';
import { costEstimateOf, refuseBeyond, withReply } from '../credits.js';
import { wasRefused } from '../once.js';
import { record, recordTuning, type Talk, type TalkDeps } from './talk.js';

const atOnce = 3;

/** Sends a question to every lane; the answers become alternatives of one turn. Each lane has its own history. */
export async function askLanes(talk: Talk, question: string, deps: TalkDeps): Promise<void> {
  const { screen, io } = deps;
  const { lanes, saveId } = talk;
  const earlier = talk.conversation;
  let tally = talk.tally;
  for (const lane of lanes) {
    const credits = priceOf(lane, deps);
    refuseBeyond(deps.maxCredits, tally, credits);
    tally = withReply(tally, credits);
  }
  if (!(await isAgreedFor(talk, lanes, deps))) {
    talk.draft = question;
    return;
  }
  if (!talk.isTuned) await recordTuning(talk);
  await record(talk, { kind: 'question', text: question, at: new Date(io.now()).toISOString() });
  const stop = new AbortController();
  screen.onStop(() => (stop.signal.aborted ? io.exitNow(exitCodes.interrupted) : stop.abort()));
  const all = await compared(
    {
      lanes,
      ...{ atOnce, repeat: 1 },
      saveId: saveId === undefined ? undefined : ({ letter }) => `${saveId}-${letter}`,
      messages: (lane) => messagesFor(earlier, question, lane.id),
      begin: (lane) => {
        screen.say(talk.isBlind ? `— ${lane.letter} —` : `— ${lane.letter}: ${lane.label} —`);
        return screen.printer(talk.printing);
      },
      end: async ({ letter }, reply, shown) => {
        if (reply.failure === undefined) await shown.end(reply);
        else await shown.breakOff();
        if (reply.failure !== undefined)
          screen.say(reply.status === 'stopped' ? '— stopped —' : `⚠ ${letter}: ${reply.failure.message}`);
      },
    },
    { ...deps, signal: AbortSignal.any([stop.signal, deps.signal]) },
  ).finally(() => screen.onStop(() => {}));
  await noted(talk, all, question);
  // Prices and times would reveal which lane is which.
  if (talk.showsStats && !talk.isBlind) screen.dim(laneStats(all));
}

/** Asks once before a question that costs more than 20 credits, like a comparison outside a conversation. */
async function isAgreedFor(talk: Talk, lanes: readonly Lane[], deps: TalkDeps): Promise<boolean> {
  const prices = lanes.map((lane) => priceOf(lane, deps));
  const { credits, needsConsent, text } = costEstimateOf(prices, deps.prices.date);
  if (!needsConsent || credits <= talk.agreedCredits || deps.maxCredits !== undefined) return true;
  const isYes = /^y(es)?$/i.test(await deps.screen.ask(`${text}. Continue? [y/N] `, deps.signal));
  if (isYes) talk.agreedCredits = credits;
  return isYes;
}

function priceOf(lane: Lane, { prices }: TalkDeps): number | null {
  return priceOfNext(prices, lane);
}

/** `A 1.9 s ≈ 1 · B 2.4 s ≈ 20 credits` */
function laneStats(all: readonly LaneReplies[]): string {
  const one = ({ lane, replies }: LaneReplies) => {
    const [reply] = replies;
    const seconds = ((reply?.timing.total_ms ?? 0) / 1000).toFixed(1);
    return `${lane.letter} ${seconds} s ≈ ${reply?.answer.credits ?? '?'}`;
  };
  return `${all.map(one).join(' · ')} credits`;
}

async function noted(talk: Talk, all: readonly LaneReplies[], question: string): Promise<void> {
  const answers = all.flatMap(({ replies }) => replies.map(({ answer }) => answer));
  for (const answer of answers) {
    if (!wasRefused(answer.status) || answer.text !== '') talk.tally = withReply(talk.tally, answer.credits);
    if (answer.text !== '' || answer.status === 'complete') await record(talk, { kind: 'answer', ...answer });
  }
  const last = talk.conversation.turns.at(-1);
  if (last !== undefined && last.answers.length > 0)
    return record(talk, { kind: 'choose', turn: talk.conversation.turns.length - 1, answer: 0 });
  await record(talk, { kind: 'keep', turns: talk.conversation.turns.length - 1 });
  talk.draft = question;
}
