import { type Call, type Fields, isFields, Refusal, type Result, type World } from './answers.js';
import type { Database } from './store.js';
import { plainModel } from './voices.js';

/** The maximum length of the source text on a paid plan, in characters (documentation: plans). */
const maxSourceLength = 11_000_000;
const shortestName = 3;

type BotRow = {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly settings: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly trained_at: number;
};

const columns = 'id, name, source, settings, created_at, updated_at, trained_at';

export function listBots({ world }: Call): Result {
  const rows = world.database.prepare(`SELECT ${columns} FROM bots ORDER BY seq`).all() as BotRow[];
  const bots = rows.map((row) => shown(row, world));
  return {
    status: 200,
    json: { chatbots: world.switches.lists === 'bare' ? bots : { data: bots, error: null } },
  };
}

export function createBot({ world, body }: Call): Result {
  const fields = fieldsOf(body);
  const id = newBotId(world);
  insertBot(world, { id, name: nameIn(fields, 'Chatbot name is required'), source: sourceIn(fields) });
  return { status: 200, json: { chatbotId: id } };
}

export type NewBot = {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  /** Settings that differ from those of a new bot. */
  readonly settings?: Fields;
};

export function insertBot(world: World, { id, name, source, settings = {} }: NewBot): void {
  const now = world.now();
  const { visibility } = world.switches;
  world.database
    .prepare(
      'INSERT INTO bots (id, name, source, settings, created_at, updated_at, trained_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(id, name, source, JSON.stringify({ ...firstSettings, visibility, ...settings }), now, now, now);
}

/** `sourceText` replaces the whole text; the name is required and renames the bot (both observed). */
export function retrainBot({ world, body }: Call): Result {
  const fields = fieldsOf(body);
  const name = nameIn(fields, 'Chatbot name is required');
  const { id, source } = botNamed(world.database, fields.chatbotId);
  const text = fields.sourceText === undefined ? source : sourceIn(fields);
  world.database
    .prepare('UPDATE bots SET name = ?, source = ?, updated_at = ?, trained_at = ? WHERE id = ?')
    .run(name, text, world.now(), world.now(), id);
  return { status: 200, json: { chatbotId: id } };
}

export function updateSettings({ world, body }: Call): Result {
  const fields = fieldsOf(body);
  const bot = botNamed(world.database, fields.chatbotId);
  checkSettings(fields);
  const settings = changedSettings(JSON.parse(bot.settings) as Fields, fields, world);
  const name = typeof fields.name === 'string' ? fields.name : bot.name;
  world.database
    .prepare('UPDATE bots SET name = ?, settings = ?, updated_at = ? WHERE id = ?')
    .run(name, JSON.stringify(settings), world.now(), bot.id);
  return { status: 202, json: { message: 'Your changes are saved.' } };
}

export function deleteBot({ world, query }: Call): Result {
  const { id } = botNamed(world.database, query.get('chatbotId') ?? undefined);
  for (const table of ['contacts', 'attributes', 'conversations', 'leads', 'assets']) {
    world.database.prepare(`DELETE FROM ${table} WHERE bot = ?`).run(id);
  }
  world.database.prepare('DELETE FROM bots WHERE id = ?').run(id);
  return { status: 200, json: { message: 'Deleted successfully' } };
}

/** The bot with this id. Refuses with 400 if the id is missing and 404 if there is no such bot. */
export function botNamed(database: Database, id: unknown): BotRow {
  if (typeof id !== 'string' || id === '') throw new Refusal(400, 'Invalid request data');
  const row = database.prepare(`SELECT ${columns} FROM bots WHERE id = ?`).get(id) as BotRow | undefined;
  if (row === undefined) throw new Refusal(404, 'Chatbot not found');
  return row;
}

function fieldsOf(body: unknown): Fields {
  if (!isFields(body)) throw new Refusal(400, 'Invalid request data');
  return body;
}

function nameIn(fields: Fields, missing: string): string {
  const name = fields.chatbotName;
  if (typeof name !== 'string' || name === '') throw new Refusal(400, missing);
  if (name.length < shortestName)
    throw new Refusal(400, `Chatbot name must be at least ${shortestName} characters`);
  return name;
}

function sourceIn(fields: Fields): string {
  const { sourceText = '' } = fields;
  if (typeof sourceText !== 'string') throw new Refusal(400, 'Invalid request data');
  if (sourceText.length > maxSourceLength)
    throw new Refusal(400, 'Source text exceeds the character limit of your plan');
  return sourceText;
}

// Real ids are nanoids of 21 characters.
function newBotId(world: World): string {
  return Buffer.from(world.uuid().replaceAll('-', ''), 'hex').toString('base64url').slice(0, 21);
}

const firstSettings: Fields = {
  instructions: 'You are a helpful assistant. Answer from the text you were given.',
  initial_messages: ['Hi! What can I help you with?'],
  suggested_messages: null,
  only_allow_on_added_domains: false,
  domains: [],
  ip_limit: null,
  ip_limit_timeframe: null,
  ip_limit_message: null,
  model: plainModel,
  temp: 0,
  collect_customer_information: null,
  styles: null,
};

function shown(row: BotRow, world: World): Fields {
  const { name, id, source } = row;
  return {
    id,
    name,
    status: statusOf(row, world),
    ...(JSON.parse(row.settings) as Fields),
    num_of_characters: source.length,
    created_at: isoTime(row.created_at),
    updated_at: isoTime(row.updated_at),
    last_trained_at: isoTime(row.trained_at),
    last_message_at: null,
  };
}

function statusOf({ trained_at }: BotRow, { now, options, switches }: World): string {
  if (now() < trained_at + (options.trainingMs ?? 0)) return 'training';
  return switches.training === 'fails' ? 'failed' : switches.trained;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

type Rule = readonly [request: string, stored: string, fits: (value: unknown) => boolean];

const isText = (value: unknown) => typeof value === 'string';
const isFlag = (value: unknown) => typeof value === 'boolean';
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isCount = (value: unknown) => value === null || (Number.isInteger(value) && Number(value) >= 0);

const rules: readonly Rule[] = [
  ['instructions', 'instructions', isText],
  ['initialMessages', 'initial_messages', isTexts],
  ['suggestedMessages', 'suggested_messages', isTexts],
  ['visibility', 'visibility', (value) => value === 'public' || value === 'private'],
  ['onlyAllowOnAddedDomains', 'only_allow_on_added_domains', isFlag],
  ['domains', 'domains', isTexts],
  ['ipLimit', 'ip_limit', isCount],
  ['ipLimitTimeframe', 'ip_limit_timeframe', isCount],
  ['ipLimitMessage', 'ip_limit_message', (value) => value === null || isText(value)],
  ['model', 'model', (value) => isText(value) && value !== ''],
  ['temp', 'temp', (value) => typeof value === 'number' && value >= 0 && value <= 1],
  ['collectCustomerInformation', 'collect_customer_information', isFields],
  ['styles', 'styles', isFields],
];

function checkSettings(fields: Fields): void {
  if (fields.name !== undefined && !isText(fields.name)) throw new Refusal(400, 'name has invalid value.');
  for (const [request, , fits] of rules) {
    if (fields[request] !== undefined && !fits(fields[request]))
      throw new Refusal(400, `${request} has invalid value.`);
  }
  if (isFields(fields.styles)) checkColours(fields.styles);
}

const colour = /^#([0-9A-F]{3}){1,2}$/i;

function checkColours(styles: Fields): void {
  for (const name of ['userMessageColor', 'buttonColor']) {
    const value = styles[name];
    if (value !== undefined && !(typeof value === 'string' && colour.test(value)))
      throw new Refusal(400, `${name} has invalid value.`);
  }
}

function changedSettings(before: Fields, fields: Fields, { switches }: World): Fields {
  const given = rules.filter(([request]) => fields[request] !== undefined);
  const changed = Object.fromEntries(given.map(([request, stored]) => [stored, fields[request]]));
  if (!isFields(changed.styles)) return { ...before, ...changed };
  const old = switches.styles === 'merge' && isFields(before.styles) ? before.styles : {};
  return { ...before, ...changed, styles: { ...old, ...snakeCased(changed.styles) } };
}

function snakeCased(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
      value,
    ]),
  );
}
