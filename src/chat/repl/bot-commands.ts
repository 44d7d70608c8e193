import type { Bot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import { modelOf, priceOfNext } from '../ask.js';
import { creditText } from '../credits.js';
import { chosenModel, recognizedModel } from './choose-model.js';
import type { ReplCommand } from './command.js';
import { recordTuning, type Talk, type TalkDeps } from './talk.js';

const bot: ReplCommand = {
  names: ['bot'],
  takes: '[name|id]',
  about: 'show the bot, or continue with another one',
  details: () => '  The conversation stays: the other bot receives the turns so far.',
  run: async (talk, rest, deps) => {
    const { screen } = deps;
    if (rest !== '') {
      const other = await deps.findBot(rest);
      if (!(await isAgreed(talk, talk.model, deps, other))) return undefined;
      talk.bot = other;
      await recordTuning(talk);
    }
    const { turns } = talk.conversation;
    const along = rest !== '' && turns.length > 0 ? ` It receives the turns so far (${turns.length}).` : '';
    screen.say(`Bot: ${talk.bot.name} (${talk.bot.id}).${along}`);
    return undefined;
  },
  proposes: (_, { botNames }) => botNames(),
};

const model: ReplCommand = {
  names: ['model'],
  takes: '[name|default]',
  about: 'list the models and choose one, or switch to it',
  details: () => '  Other names are accepted after a question; cbase models lists the known ones.',
  run: async (talk, rest, deps) => {
    const named = rest || (await chosenModel(talk, deps));
    if (named !== undefined) {
      const wanted = named === 'default' ? undefined : await recognizedModel(named, talk, deps);
      if (wanted === undefined && named !== 'default') return undefined;
      if (!(await isAgreed(talk, wanted, deps))) return undefined;
      talk.model = wanted;
      await recordTuning(talk);
    }
    const isOwn = talk.model === undefined;
    deps.screen.say(`Model: ${modelOf(talk) ?? 'unknown'}${isOwn ? ' (the bot’s own)' : ''}`);
    return undefined;
  },
  proposes: async (_, { prices }) => ['default', ...prices.models.map((one) => one.model)],
};

const dearFactor = 5;

/** Asks once before switching to a model that costs more than five times as much. */
export async function isAgreed(
  talk: Talk,
  wanted: string | undefined,
  deps: TalkDeps,
  who: Bot = talk.bot,
): Promise<boolean> {
  const { screen, prices, signal } = deps;
  const now = priceOfNext(prices, talk) ?? 1;
  const estimate = priceOfNext(prices, { bot: who, model: wanted });
  if (estimate === null || estimate <= dearFactor * Math.max(now, 0.2) || estimate <= talk.agreedCredits)
    return true;
  const question = `${wanted ?? `The model of ${who.name}`} costs ≈ ${estimate} credits a reply (last: ${now}). Use it? [y/N] `;
  const isYes = /^y(es)?$/i.test(await screen.ask(question, signal));
  if (isYes) talk.agreedCredits = estimate;
  return isYes;
}

const temperature: ReplCommand = {
  names: ['temp'],
  takes: '[0–1|default]',
  about: 'show or change the temperature (0: least random)',
  run: async (talk, rest, { screen }) => {
    if (rest !== '') {
      talk.temperature = rest === 'default' ? undefined : temperatureIn(rest);
      await recordTuning(talk);
    }
    screen.say(`Temperature: ${talk.temperature ?? 'the bot’s own'}`);
    return undefined;
  },
  proposes: async () => ['default', '0', '0.5', '1'],
};

export function temperatureIn(text: string): number {
  if (/^(0|1|0?\.\d{1,3}|[01]\.0{1,3})$/.test(text)) return Number(text);
  throw new Failure('usage', `"${text}" is not a temperature`, {
    advice: 'Give a number from 0 to 1, or default',
  });
}

const save: ReplCommand = {
  names: ['save'],
  takes: '[id|off]',
  about: 'save the conversation to the dashboard from now on',
  details: () => '  The id is your own; without one, cbase makes one up. /save off stops saving.',
  run: async (talk, rest, { io, screen }) => {
    talk.saveId = rest === 'off' ? undefined : rest || (talk.saveId ?? io.uuid());
    await recordTuning(talk);
    screen.say(
      talk.saveId === undefined
        ? 'No longer saving to the dashboard. What is already saved stays there.'
        : `From the next reply on, this whole conversation is saved to the dashboard as ${talk.saveId}.`,
    );
    return undefined;
  },
  proposes: async () => ['off'],
};

const info: ReplCommand = {
  names: ['info'],
  takes: '',
  about: 'show bot, model, settings, turns and credits',
  run: (talk, _, { screen }) => {
    const { turns } = talk.conversation;
    screen.say(
      [
        `Bot          ${talk.bot.name} (${talk.bot.id})`,
        `Model        ${modelOf(talk) ?? 'the bot’s own'}`,
        `Temperature  ${talk.temperature ?? 'the bot’s own'}`,
        `Saved        ${talk.saveId === undefined ? 'no' : `in the dashboard as ${talk.saveId}`}`,
        `Session      ${talk.session.id === '' ? 'in memory only' : talk.session.id}${talk.name === undefined ? '' : ` (${talk.name})`}`,
        `Turns        ${turns.length}`,
        ...(talk.lanes.length === 0
          ? []
          : [`Comparing    ${talk.lanes.map(({ letter }) => letter).join(', ')}`]),
        `Spent        ${creditText(talk.tally)}`,
      ].join('\n'),
    );
    return undefined;
  },
};

const open: ReplCommand = {
  names: ['open'],
  takes: '',
  about: 'open the bot in the dashboard',
  run: async (talk, _, { screen, openPage }) => {
    screen.say(await openPage(talk.bot));
    return undefined;
  },
};

export const botCommands: readonly ReplCommand[] = [bot, model, temperature, save, info, open];
