import { type Call, Refusal } from './answers.js';
import { botNamed } from './bots.js';
import { column } from './store.js';

/** The parameters of `get-leads` and `get-conversations`: a bot, whole UTC days, a page. */
type Asked = {
  readonly bot: string;
  readonly fromMs: number;
  readonly beforeMs: number;
  readonly size: number;
  readonly page: number;
};

const standardSize = 10;
/** "size (string, optional, default=10, max=100)" (documentation: "Get Conversations"). */
const maxSize = 100;
const dayMs = 86_400_000;

/** An additional SQL condition on the rows, with the value of its only parameter. */
export type Filter = { readonly sql: string; readonly value: string };

/** The stored bodies of one page, newest first; empty for an unknown bot where the switches allow it. */
export function pageOf(call: Call, table: 'leads' | 'conversations', filter?: Filter): readonly unknown[] {
  const asked = askedOf(call);
  if (asked === undefined) return [];
  const sql = `SELECT body FROM ${table} WHERE bot = ? AND created_at >= ? AND created_at < ? ${filter?.sql ?? ''}
    ORDER BY created_at DESC, seq DESC LIMIT ? OFFSET ?`;
  const offset = call.world.switches.page === 'ignored' ? 0 : (asked.page - 1) * asked.size;
  const rows = column(
    call.world.database,
    sql,
    asked.bot,
    asked.fromMs,
    asked.beforeMs,
    ...(filter === undefined ? [] : [filter.value]),
    asked.size,
    offset,
  ) as string[];
  return rows.map((row) => JSON.parse(row) as unknown);
}

function askedOf({ world, query }: Call): Asked | undefined {
  const fromMs = dayIn(query, 'startDate') ?? 0;
  const lastDay = dayIn(query, 'endDate');
  const asked = {
    fromMs,
    beforeMs: lastDay === undefined ? Number.MAX_SAFE_INTEGER : lastDay + dayMs,
    size: sizeIn(query, world.switches.size),
    page: countIn(query, 'page', 1),
  };
  const bot = query.get('chatbotId') ?? undefined;
  try {
    return { bot: botNamed(world.database, bot).id, ...asked };
  } catch (error) {
    if (error instanceof Refusal && error.status === 404 && world.switches.unknownBot === 'empty')
      return undefined;
    throw error;
  }
}

/** Parses a zero-padded, existing day ("2023-07-10 not 2023-7-10"); returns the time at which it begins. */
function dayIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00.000Z`) : Number.NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text)
    throw new Refusal(400, `Invalid ${name}`);
  return ms;
}

function sizeIn(query: URLSearchParams, above: 'clamped' | 'refused'): number {
  const size = countIn(query, 'size', standardSize);
  if (size > maxSize && above === 'refused') throw new Refusal(400, 'Invalid request data');
  return Math.min(size, maxSize);
}

function countIn(query: URLSearchParams, name: string, standard: number): number {
  const text = query.get(name) ?? String(standard);
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Refusal(400, 'Invalid request data');
  return Number(text);
}
