import {
  bodyFields,
  type Call,
  expected,
  type Fields,
  type Issue,
  invalidBody,
  ok,
  Refusal,
  type Result,
  type World,
} from './answers.js';
import { botNamed } from './bots.js';
import { atomically, column, type Database } from './store.js';

export type Attribute = {
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'date';
  readonly label: string;
  readonly description: string | null;
  readonly archived: boolean;
};

const types: readonly unknown[] = ['text', 'number', 'boolean', 'date'];
const reserved: readonly unknown[] = [
  'id',
  'external_id',
  'name',
  'email',
  'phonenumber',
  'stripe_accounts',
  'custom_attributes',
  'created_at',
  'updated_at',
];
/** Hyphens, capital letters and optional labels appear in the newer document only. */
const rules = {
  open: {
    name: /^[A-Za-z][A-Za-z0-9_-]*$/,
    words: 'Name must start with a letter and contain only letters, numbers, underscores and hyphens',
    needsLabel: false,
  },
  strict: {
    name: /^[a-z][a-z0-9_]*$/,
    words: 'Name must start with a letter and contain only lowercase letters, numbers and underscores',
    needsLabel: true,
  },
} as const;

export function listAttributes({ world, params }: Call): Result {
  const bot = botNamed(world.database, params.bot);
  return ok([...attributesOf(world.database, bot.id).values()]);
}

export function createAttribute(call: Call): Result {
  const bot = botNamed(call.world.database, call.params.bot);
  const fields = bodyFields(call);
  return atomically(call.world.database, () => {
    const issues = flawsOf(fields, attributesOf(call.world.database, bot.id), call.world);
    if (issues.length > 0) throw invalidBody(issues);
    return ok(insertAttribute(call.world, bot.id, fields));
  });
}

export function insertAttribute(world: World, bot: string, fields: Fields): Attribute {
  const attribute: Attribute = {
    name: String(fields.name),
    type: fields.type as Attribute['type'],
    label: String(fields.label ?? fields.name),
    description: typeof fields.description === 'string' ? fields.description : null,
    archived: fields.archived === true,
  };
  world.database
    .prepare('INSERT INTO attributes (bot, name, body) VALUES (?, ?, ?)')
    .run(bot, attribute.name, JSON.stringify(attribute));
  return attribute;
}

export function updateAttribute(call: Call): Result {
  return atomically(call.world.database, () => updated(call));
}

function updated(call: Call): Result {
  const { world, params } = call;
  const bot = botNamed(world.database, params.bot);
  const before = attributesOf(world.database, bot.id).get(params.name ?? '');
  if (before === undefined) throw new Refusal(404, 'Custom attribute not found');
  const usual = world.switches.put === 'default' ? { description: null, archived: false } : before;
  const {
    label = before.label,
    description = usual.description,
    archived = usual.archived,
  } = bodyFields(call);
  if (typeof label !== 'string' || typeof archived !== 'boolean' || !isTextOrNull(description))
    throw new Refusal(400, 'Invalid request body');
  const after: Attribute = { ...before, label, description, archived };
  world.database
    .prepare('UPDATE attributes SET body = ? WHERE bot = ? AND name = ?')
    .run(JSON.stringify(after), bot.id, before.name);
  return ok(after);
}

/** The schema of a bot by attribute name, in order of creation. */
export function attributesOf(database: Database, bot: string): ReadonlyMap<string, Attribute> {
  const rows = column(database, 'SELECT body FROM attributes WHERE bot = ? ORDER BY seq', bot) as string[];
  return new Map(
    rows.map((row) => JSON.parse(row) as Attribute).map((attribute) => [attribute.name, attribute]),
  );
}

function flawsOf(
  { name, type, label }: Fields,
  existing: ReadonlyMap<string, Attribute>,
  { switches }: World,
): readonly Issue[] {
  const rule = rules[switches.attributes];
  const flaws: Issue[] = [];
  const flaw = (field: string, message: string) => flaws.push({ field, message });
  if (typeof name !== 'string') flaw('name', expected('string', name));
  else if (!rule.name.test(name)) flaw('name', rule.words);
  else if (reserved.includes(name)) flaw('name', 'Name is reserved');
  else if (existing.has(name)) flaw('name', 'Name already exists');
  if (!types.includes(type)) flaw('type', 'Invalid type. Must be one of: text, number, boolean, date');
  if (typeof label !== 'string' && (label !== undefined || rule.needsLabel))
    flaw('label', expected('string', label));
  return flaws;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
