import { Failure } from '../../base/failure.js';
import { counted } from '../../base/text.js';
import { laneChoice, lanesOf } from '../compare/lanes.js';
import { notePick } from '../compare/picks.js';
import { chosenAnswer } from '../conversation.js';
import { assertionFromWords, judgedBy } from '../tests/assertions.js';
import { addTest, baselinesOf, testOfTurns } from '../tests/write-test.js';
import type { ReplCommand } from './command.js';
import { wordsOf } from './parse.js';
import { pathsLike } from './paths.js';
import { record, recordTuning, type Talk, type TalkDeps } from './talk.js';

const expect: ReplCommand = {
  names: ['expect'],
  takes: '<assertion>',
  about: 'add the last turn to the test file, such as /expect contains "30 days"',
  run: async (talk, rest, { io, screen, testFile }) => {
    const turn = talk.conversation.turns.at(-1);
    const answer = chosenAnswer(turn);
    if (turn === undefined || answer === undefined) throw new Failure('usage', 'There is no answer yet');
    const assertion = assertionFromWords(wordsOf(rest));
    const verdict = await judgedBy(assertion, { answer, history: [] }, undefined);
    await addTest(io, testFile, testOfTurns(talk, [turn], [[assertion]]), talk.bot);
    screen.say(
      `Added to ${testFile}; the last answer ${verdict.isMet ? 'passes' : `fails (${verdict.reason})`}.`,
    );
    return undefined;
  },
  proposes: async () => ['contains ', 'not_icontains ', 'regex ', 'max_chars ', 'similar ', 'links_only '],
};

const recordTest: ReplCommand = {
  names: ['record'],
  takes: '[file]',
  about: 'add the whole conversation to the test file, with its answers as baselines',
  run: async (talk, rest, { io, screen, testFile }) => {
    const { turns } = talk.conversation;
    if (turns.length === 0) throw new Failure('usage', 'This conversation has no turns yet');
    const path = rest || testFile;
    await addTest(io, path, testOfTurns(talk, turns, baselinesOf(turns)), talk.bot);
    screen.say(`Added ${counted(turns.length, 'turn')} to ${path}. Run it with: cbase tests run ${path}`);
    return undefined;
  },
  proposes: (_, __, rest) => pathsLike(rest),
};

const compare: ReplCommand = {
  names: ['compare'],
  takes: '[model … | lane … | off]',
  about: 'send every question to several models or lanes, until /pick or /compare off',
  run: async (talk, rest, deps) => {
    const { screen } = deps;
    const words = wordsOf(rest);
    if (rest === 'off') talk.lanes = [];
    else if (rest !== '') {
      const own = words.length === 1 ? [{}] : [];
      const wishes = [
        ...own,
        ...words.map((word) => (word.includes('=') ? laneChoice(word) : { model: word })),
      ];
      const lanes = await lanesOf(wishes, talk, deps.findBot, `@${talk.conversation.turns.length}`);
      talk.lanes = lanes.map((lane, i) =>
        own.length > 0 && i === 0 ? { ...lane, label: `current (${lane.label})` } : lane,
      );
    }
    const list = talk.lanes
      .map(({ letter, label }) => (talk.isBlind ? letter : `${letter}: ${label}`))
      .join(', ');
    screen.say(
      list === '' ? 'No comparison is running.' : `Every question goes to ${list}. Pick one with /pick A.`,
    );
    return undefined;
  },
  proposes: async (_, { prices }) => ['off', ...prices.models.map(({ model }) => model)],
};

const pick: ReplCommand = {
  names: ['pick'],
  takes: '<A|B|…>',
  about: 'end the comparison and continue with one lane',
  run: async (talk, rest, deps) => {
    const lane = talk.lanes.find(({ letter }) => letter === rest.toUpperCase());
    if (lane === undefined)
      throw new Failure(
        'usage',
        talk.lanes.length === 0 ? 'No comparison is running' : `There is no lane "${rest}"`,
        {
          advice:
            talk.lanes.length === 0
              ? 'Start one with /compare'
              : `Choose from: ${talk.lanes.map(({ letter }) => letter).join(', ')}`,
        },
      );
    await chooseLane(talk, lane.id);
    await noteChoice(talk, lane.label, deps);
    talk.bot = lane.bot;
    talk.model = lane.model;
    talk.temperature = lane.temperature;
    const others = talk.lanes
      .filter((one) => one !== lane)
      .map(({ letter, label }) => `${letter} was ${label}`);
    if (talk.isBlind) deps.screen.say(`${others.join(', ')}.`);
    talk.lanes = [];
    talk.isBlind = false;
    await recordTuning(talk);
    deps.screen.say(`Continuing with ${lane.label}; its answers are now part of the conversation.`);
    return undefined;
  },
};

async function chooseLane(talk: Talk, id: string): Promise<void> {
  for (const [turn, { answers }] of talk.conversation.turns.entries()) {
    const answer = answers.findIndex((one) => one.lane === id);
    if (answer !== -1) await record(talk, { kind: 'choose', turn, answer });
  }
}

async function noteChoice(talk: Talk, picked: string, { io }: TalkDeps): Promise<void> {
  const question = talk.conversation.turns.at(-1)?.question ?? '';
  const labels = talk.lanes.map(({ label }) => label);
  await notePick(io, {
    at: new Date(io.now()).toISOString(),
    question,
    isBlind: talk.isBlind,
    picked,
    labels,
  });
}

export const testCommands: readonly ReplCommand[] = [expect, recordTest, compare, pick];
