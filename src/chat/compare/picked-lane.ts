import { Failure } from '../../base/failure.js';
import { nearest } from '../../base/nearest.js';
import { type LaneChoice, laneChoice } from './lanes.js';
import { type Choice, type PickedLane, scoresOf } from './picks.js';

/** A lane that a command line names: the bot, and what is to be set. `undefined` stands for the setting of the bot. */
export type NamedLane = LaneChoice & {
  /** The name of the bot, where it is known by more than what was typed. */
  readonly botName?: string | undefined;
  /** How often it was picked, for a label of recorded picks. */
  readonly score?: { readonly picked: number; readonly compared: number } | undefined;
};

/**
 * The lane that `text` means: a label of recorded picks, or a lane as `bot:model:temperature` or `bot=…,model=…,temperature=…`.
 * Throws Failure 'usage' for a label that stands for several lanes, and for a lane that sets nothing; 'not-found' for a label that
 * was never compared, or whose picks are of an earlier version and do not say what it stands for.
 */
export function laneNamed(text: string, picks: readonly Choice[]): NamedLane {
  const labels = [...new Set(picks.flatMap((pick) => pick.labels))];
  const label = labels.find((one) => one === text) ?? onlyInOtherCase(text, labels);
  if (label !== undefined) return laneOfLabel(label, picks);
  const typed = typedLane(text);
  if (typed === undefined) throw unknownLabel(text, labels);
  return typed;
}

function onlyInOtherCase(text: string, labels: readonly string[]): string | undefined {
  const found = labels.filter((one) => one.toLowerCase() === text.toLowerCase());
  return found.length === 1 ? found[0] : undefined;
}

function laneOfLabel(label: string, picks: readonly Choice[]): NamedLane {
  const recorded = picks.flatMap(({ lanes = [] }) => lanes.filter((lane) => lane.label === label));
  const distinct = new Map(recorded.map((lane) => [laneText(lane), lane]));
  const [[, lane] = []] = distinct;
  if (lane === undefined)
    throw new Failure(
      'not-found',
      `The picks of "${label}" are of an earlier version, which did not record its model`,
      {
        advice: 'Name the lane as BOT:MODEL:TEMPERATURE',
      },
    );
  if (distinct.size > 1)
    throw new Failure('usage', `"${label}" stands for ${distinct.size} lanes`, {
      advice: `Name one of them: ${[...distinct.keys()].join(', ')}`,
    });
  const score = scoresOf(picks).find((one) => one.label === label);
  const { bot, model, temperature } = lane;
  const set = { model: model ?? undefined, temperature: temperature ?? undefined };
  refuseUnset(set, `It is not known which model and temperature "${label}" had`);
  return { label, bot: bot.id, botName: bot.name, ...set, score };
}

/** `b1:gpt-4o:0.2`; what is the bot's own stays empty. */
function laneText({ bot, model, temperature }: PickedLane): string {
  return `${bot.id}:${model ?? ''}:${temperature ?? ''}`;
}

function typedLane(text: string): NamedLane | undefined {
  if (/^\s*\w+\s*=/.test(text)) {
    const choice = laneChoice(text);
    refuseUnset(choice, `"${text}" sets no model and no temperature`);
    return choice;
  }
  if (!text.includes(':')) return undefined;
  // The name of a bot may have colons, too.
  const [, bot = '', model = '', temperature = ''] =
    /^(.*):([^:]*):([^:]*)$/.exec(text) ?? /^(.*):([^:]*)$/.exec(text) ?? [];
  const lane = {
    bot: bot.trim() || undefined,
    model: model.trim() || undefined,
    temperature: temperature.trim() === '' ? undefined : temperatureOf(temperature, text),
  };
  refuseUnset(lane, `"${text}" sets no model and no temperature`);
  return lane;
}

function temperatureOf(typed: string, lane: string): number {
  const number = Number(typed);
  if (number >= 0 && number <= 1) return number;
  throw new Failure('usage', `"${lane}": the temperature "${typed}" is not a number from 0 to 1`, {
    advice: 'Write it like support:gpt-4o:0.2',
  });
}

function refuseUnset({ model, temperature }: LaneChoice, what: string): void {
  if (model !== undefined || temperature !== undefined) return;
  throw new Failure('usage', `${what}, so there is nothing to set`, {
    advice: 'Name a lane with a model or a temperature',
  });
}

function unknownLabel(text: string, labels: readonly string[]): Failure {
  const close = nearest(
    text.toLowerCase(),
    labels.map((one) => one.toLowerCase()),
  );
  const meant = labels.find((one) => one.toLowerCase() === close);
  const shown = labels.slice(0, 8).map((one) => `"${one}"`);
  const known =
    shown.join(', ') + (labels.length > shown.length ? `, and ${labels.length - shown.length} more` : '');
  return new Failure('not-found', `No pick has the label "${text}"`, {
    advice:
      labels.length === 0
        ? 'No answer has been picked yet; name the lane as BOT:MODEL:TEMPERATURE'
        : `${meant === undefined ? '' : `Did you mean "${meant}"? `}Choose one of ${known}, or name the lane as BOT:MODEL:TEMPERATURE`,
  });
}
