import type { Bot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import { nearest } from '../../base/nearest.js';

/** One bot, model and temperature in a comparison. */
export type Lane = {
  /** Distinguishes its answers from those of other comparisons in the same conversation. */
  readonly id: string;
  /** `A`, `B`…: the letter to pick the lane by. */
  readonly letter: string;
  readonly label: string;
  readonly bot: Bot;
  readonly model: string | undefined;
  readonly temperature: number | undefined;
};

/** A lane as the user specified it, before the bots are looked up. */
export type LaneChoice = {
  readonly bot?: string | undefined;
  readonly model?: string | undefined;
  readonly temperature?: number | undefined;
  readonly label?: string | undefined;
};

const maxLanes = 6;

/** Parses `bot=support,model=gpt-4o,temperature=0.7,label=new`. Throws Failure 'usage' that names the error. */
export function laneChoice(text: string): LaneChoice {
  const choice: Record<string, string | number> = {};
  for (const part of text.split(',')) {
    const [, name = '', value = ''] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
    if (name === 'temperature' || name === 'temp') choice.temperature = temperatureOf(value, text);
    else if ((name === 'bot' || name === 'model' || name === 'label') && value !== '') choice[name] = value;
    else throw notALane(text, name);
  }
  return choice;
}

function temperatureOf(value: string, lane: string): number {
  const number = Number(value);
  if (value !== '' && number >= 0 && number <= 1) return number;
  throw new Failure('usage', `--lane ${lane}: the temperature is not a number from 0 to 1`, {
    advice: 'Write it like temperature=0.7',
  });
}

const laneFields = ['bot', 'model', 'temperature', 'label'];

function notALane(text: string, name: string): Failure {
  const close = name === '' || laneFields.includes(name) ? undefined : nearest(name, laneFields);
  const meant = /^[\w.-]+$/.test(text) ? `model=${text}` : close && `${close}=…`;
  return new Failure('usage', text.trim() === '' ? '--lane is empty' : `--lane ${text} is not valid`, {
    advice: `${meant === undefined ? '' : `Did you mean ${meant}? `}Write it like bot=support,model=gpt-4o,temperature=0.7,label=new`,
  });
}

export type LaneFlags = {
  readonly lane?: readonly string[] | undefined;
  readonly models?: string | undefined;
  readonly bots?: string | undefined;
  readonly label?: readonly string[] | undefined;
};

/** The lanes that the flags specify; empty without a comparison. Throws Failure 'usage'. */
export function laneChoices({ lane = [], models, bots, label = [] }: LaneFlags): readonly LaneChoice[] {
  const listed = (text: string | undefined) =>
    (text ?? '')
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
  const choices: readonly LaneChoice[] = [
    ...lane.map(laneChoice),
    ...listed(models).map((model) => ({ model })),
    ...listed(bots).map((bot) => ({ bot })),
  ];
  const named = choices.map((choice, i) =>
    label[i] === undefined ? choice : { ...choice, label: label[i] },
  );
  refuseOddCount(named.length, label.length);
  return named;
}

function refuseOddCount(lanes: number, labels: number): void {
  if (labels > lanes)
    throw new Failure('usage', `There are ${labels} labels for ${lanes} lanes`, {
      advice: 'Give at most one --label per lane',
    });
  if (lanes === 1)
    throw new Failure('usage', 'There is only one lane, so there is nothing to compare', {
      advice: 'Add another --lane, or use --model to ask a single model',
    });
  if (lanes > maxLanes)
    throw new Failure('usage', `There are ${lanes} lanes; at most ${maxLanes} can be compared`, {
      advice: 'Compare fewer',
    });
}

function tooMany(lanes: number): Failure {
  return new Failure('usage', `There are ${lanes} lanes; at most ${maxLanes} can be compared`, {
    advice: 'Compare fewer',
  });
}

/** The lanes with their bots; `usual` supplies the defaults. `mark` is appended to their ids. Throws Failure. */
export async function lanesOf(
  choices: readonly LaneChoice[],
  usual: Pick<Lane, 'bot' | 'model' | 'temperature'>,
  findBot: (wanted: string) => Promise<Bot>,
  mark = '',
): Promise<readonly Lane[]> {
  if (choices.length > maxLanes) throw tooMany(choices.length);
  const lanes: Lane[] = [];
  for (const [i, choice] of choices.entries()) {
    const bot = choice.bot === undefined ? usual.bot : await findBot(choice.bot);
    const model = choice.model ?? (choice.bot === undefined ? usual.model : undefined);
    const temperature = choice.temperature ?? usual.temperature;
    const letter = String.fromCharCode(65 + i);
    lanes.push({
      id: letter + mark,
      letter,
      label: choice.label ?? labelOf(choice, bot),
      bot,
      model,
      temperature,
    });
  }
  const isTaken = (lane: Lane) => lanes.filter(({ label }) => label === lane.label).length > 1;
  return lanes.map((lane) => (isTaken(lane) ? { ...lane, label: `${lane.label} (${lane.letter})` } : lane));
}

function labelOf({ bot, model, temperature }: LaneChoice, { name }: Bot): string {
  const heat = temperature === undefined ? undefined : `at ${temperature}`;
  const shown = [bot === undefined ? undefined : name, model, heat].filter((part) => part !== undefined);
  return shown.length === 0 ? name : shown.join(' ');
}

/** The lanes in random order, with new letters. `random` returns 0 ≤ n < 1. */
export function shuffled(lanes: readonly Lane[], random: () => number): readonly Lane[] {
  return lanes
    .map((lane) => ({ lane, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ lane }, i) => ({ ...lane, letter: String.fromCharCode(65 + i) }));
}
