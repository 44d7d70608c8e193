import { type Fields, isFields } from './answers.js';

/** A bot of a seed, with everything it holds. Lists are oldest first. */
export type SeedBot = {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  /** Settings as `get-chatbots` returns them, such as `model` or `visibility`; the rest have their defaults. */
  readonly settings?: Fields;
  readonly attributes?: readonly Fields[];
  readonly contacts?: readonly Fields[];
  readonly leads?: readonly Fields[];
  readonly conversations?: readonly Fields[];
};

/** What a value must be, and the test for it. */
type Rule = readonly [what: string, fits: (value: unknown) => boolean];
type Rules = Readonly<Record<string, Rule>>;

const isText = (value: unknown) => typeof value === 'string';
const isFilled = (value: unknown) => typeof value === 'string' && value !== '';
const isNumber = (value: unknown) => typeof value === 'number';
const isTime = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isObjects = (value: unknown) => Array.isArray(value) && value.every(isFields);
const orNull = (fits: Rule[1]) => (value: unknown) => value === null || fits(value);
const isMessages = (value: unknown) =>
  isObjects(value) && (value as readonly Fields[]).every(({ role }) => isText(role));

const time: Rule = ['a time such as "2026-03-01T12:00:00Z"', isTime];
const textOrNull: Rule = ['text or null', orNull(isText)];
const objects: Rule = ['a list of objects', isObjects];

const botRules: Rules = {
  id: ['text', isFilled],
  name: ['text', isFilled],
  source: ['text', isText],
  settings: ['an object', isFields],
  attributes: objects,
  contacts: objects,
  leads: objects,
  conversations: objects,
};
const leadRules: Rules = {
  created_at: time,
  daysAgo: ['a number', isNumber],
  name: textOrNull,
  email: textOrNull,
  phone: textOrNull,
};
const conversationRules: Rules = {
  id: ['text', isFilled],
  created_at: time,
  last_message_at: time,
  daysAgo: ['a number', isNumber],
  source: textOrNull,
  customer: textOrNull,
  country: textOrNull,
  min_score: ['a number or null', orNull(isNumber)],
  messages: ['a list of objects with a role, such as "user"', isMessages],
};
const required = ['id', 'name', 'source'];

/** Reads a parsed seed file, `{"bots": […]}`. Throws an Error that names the place of a value that does not fit. */
export function readSeed(value: unknown): readonly SeedBot[] {
  if (!isFields(value) || !isObjects(value.bots))
    throw new Error('a seed is an object with "bots", a list of objects');
  const bots = value.bots as readonly Fields[];
  for (const [i, bot] of bots.entries()) {
    const place = `bots[${i}]`;
    checkNames(bot, place);
    for (const name of required) if (bot[name] === undefined) throw new Error(`${place}.${name} is missing`);
    checkFields(bot, botRules, place);
    checkEach(bot.leads, `${place}.leads`, checkLead);
    checkEach(bot.conversations, `${place}.conversations`, checkConversation);
  }
  return bots as unknown as readonly SeedBot[];
}

/** Checks a lead of a seed or of the control API. Throws an Error that names the field. */
export function checkLead(lead: Fields, place?: string): void {
  checkFields(lead, leadRules, place);
}

/** Checks a conversation of a seed or of the control API. Throws an Error that names the field. */
export function checkConversation(conversation: Fields, place?: string): void {
  checkFields(conversation, conversationRules, place);
}

function checkEach(list: unknown, place: string, check: (one: Fields, place: string) => void): void {
  for (const [i, one] of ((list ?? []) as readonly Fields[]).entries()) check(one, `${place}[${i}]`);
}

/** A misspelled name would otherwise plant a bot without what the file holds. */
function checkNames(bot: Fields, place: string): void {
  const unknown = Object.keys(bot).find((name) => !Object.hasOwn(botRules, name));
  if (unknown !== undefined)
    throw new Error(`${place} has no "${unknown}"; it can have ${Object.keys(botRules).join(', ')}`);
}

function checkFields(fields: Fields, rules: Rules, place?: string): void {
  for (const [name, [what, fits]] of Object.entries(rules)) {
    if (fields[name] === undefined || fits(fields[name])) continue;
    throw new Error(`${place === undefined ? '' : `${place}.`}${name} must be ${what}`);
  }
}
