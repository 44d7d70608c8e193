import { Failure } from '../../base/failure.js';
import { counted } from '../../base/text.js';
import { type Lane, laneChoice, lanesOf } from '../compare/lanes.js';
import { notePick } from '../compare/picks.js';
import { unknownModelNote } from '../models.js';
import { addTest, baselinesOf, testOfTurns } from '../tests/write-test.js';
import type { ReplCommand } from './command.js';
import { comparingText } from './comparing.js';
import { expect } from './expect.js';
import { wordsOf } from './parse.js';
import { pathsLike } from './paths.js';
import { record, recordTuning, type Talk, type TalkDeps } from './talk.js';

const recordTest: ReplCommand = {
  names: ['record'],
  takes: '[file]',
  about: 'save the conversation as a regression test',
  details: () => '  Each answer becomes a baseline: the test fails when the bot answers otherwise.',
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
  takes: '[model…|off]',
  about: 'ask several models each question, until /pick',
  details: () =>
    '  /compare gpt-4o                           the bot as it is, and with gpt-4o\n' +
    '  /compare gpt-4o gpt-4o-mini               these two models\n' +
    '  /compare bot=support bot=other,temp=0     any bot, model and temperature\n' +
    '  /compare off                              stop',
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
        own.length > 0 && i === 0 ? { ...lane, label: ownLabel(lane) } : lane,
      );
    }
    for (const { model } of talk.lanes) noteUnknown(talk, model, deps);
    screen.say(talk.lanes.length === 0 ? nothingCompared : comparingText(talk.lanes, talk.isBlind));
    return undefined;
  },
  proposes: async (_, { prices }) => ['off', ...prices.models.map(({ model }) => model)],
};

const nothingCompared = 'Nothing is being compared. Start with, for example: /compare gpt-4o';

function ownLabel({ label, model }: Lane): string {
  return model === undefined ? `${label}, its own model` : `${label}, ${model}`;
}

function noteUnknown({ bot }: Talk, model: string | undefined, { prices, screen }: TalkDeps): void {
  const note = model === undefined || model === bot.raw.model ? undefined : unknownModelNote(prices, model);
  if (note !== undefined) screen.say(`${note}.`);
}

const pick: ReplCommand = {
  names: ['pick'],
  takes: '<A|B>',
  about: 'end the comparison and continue with one',
  details: () => '  Its answers become the history of the conversation; cbase picks counts the choices.',
  run: async (talk, rest, deps) => {
    const lane = talk.lanes.find(({ letter }) => letter === rest.toUpperCase());
    if (lane === undefined) throw notALane(talk, rest);
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
    deps.screen.say(`Continuing with ${lane.label}; its answers become the conversation history.`);
    return undefined;
  },
};

function notALane({ lanes, isBlind }: Talk, rest: string): Failure {
  if (lanes.length === 0)
    return new Failure('usage', nothingCompared.replace(/\..*/, ''), { advice: 'Start with /compare' });
  const choices = lanes.map(({ letter, label }) => (isBlind ? letter : `${letter} (${label})`)).join(', ');
  const message = rest === '' ? '/pick needs the letter of an answer' : `"${rest}" is not one of the answers`;
  return new Failure('usage', message, { advice: `Choose from: ${choices}` });
}

async function chooseLane(talk: Talk, id: string): Promise<void> {
  for (const [turn, { answers }] of talk.conversation.turns.entries()) {
    const answer = answers.findIndex((one) => one.lane === id);
    if (answer !== -1) await record(talk, { kind: 'choose', turn, answer });
  }
}

async function noteChoice(talk: Talk, picked: string, { io }: TalkDeps): Promise<void> {
  const question = talk.conversation.turns.at(-1)?.question ?? '';
  await notePick(io, { question, isBlind: talk.isBlind, picked, lanes: talk.lanes });
}

export const testCommands: readonly ReplCommand[] = [expect, recordTest, compare, pick];
