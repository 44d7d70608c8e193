import { widthOf } from '../../base/width.js';
import { modelOf } from '../ask.js';
import { knownModel } from '../models.js';
import { inColumns } from './columns.js';
import { numberIn } from './session-commands.js';
import type { Talk, TalkDeps } from './talk.js';

/** Lists the known models, with the one in use marked, and asks for one; `undefined` to keep that one. */
export async function chosenModel(
  talk: Talk,
  { screen, prices, io, signal }: TalkDeps,
): Promise<string | undefined> {
  const { models, date } = prices;
  const current = modelOf(talk);
  const digits = String(models.length).length;
  const items = models.map(({ model, credits }, i) => {
    const mark = model === current ? '*' : ' ';
    const price = credits === undefined ? '' : ` (${credits})`;
    return `${mark}${String(i + 1).padStart(digits)} ${model}${price}`;
  });
  screen.say(inColumns(items, widthOf(io.stderr)));
  screen.say(`* in use; (n) credits per reply, where the price list of ${date} has them`);
  const typed = await screen.ask('Number, name or default (the bot’s own); Enter keeps it: ', signal);
  if (!/^\d+$/.test(typed)) return typed || undefined;
  return models[numberIn(typed, models.length, 'Type the number of a model') - 1]?.model;
}

/** The model by its known name, whatever its case. Asks before an unknown one; `undefined` for a no. */
export async function recognizedModel(
  wanted: string,
  { bot }: Pick<Talk, 'bot'>,
  { prices, screen, signal }: TalkDeps,
): Promise<string | undefined> {
  const { name, nearest } = knownModel(prices, wanted);
  if (name !== undefined || wanted === bot.raw.model) return name ?? wanted;
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  const question = `${wanted} is not a known model${hint || '.'} Use ${wanted} anyway? [y/N] `;
  return /^y(es)?$/i.test(await screen.ask(question, signal)) ? wanted : undefined;
}
