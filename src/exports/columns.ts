import type { Convo } from '../api/convos.js';
import type { Lead } from '../api/leads.js';
import { Failure } from '../failure.js';

/** The columns of a file, in the order they have in it. */
export type Columns<T> = Readonly<Record<string, (row: T) => unknown>>;

/** The columns that `a,b` names, in that order. Throws Failure 'usage' that lists what there is. */
export function chosenColumns<T>(columns: Columns<T>, fields: string): Columns<T> {
  const names = fields.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !Object.hasOwn(columns, name));
  if (unknown.length === 0)
    return Object.fromEntries(names.map((name) => [name, (row: T) => columns[name]?.(row)]));
  throw new Failure('usage', `There is no field "${unknown.join('", "')}" here`, {
    advice: `Choose from: ${Object.keys(columns).join(', ')}`,
  });
}

export const leadColumns: Columns<Lead> = {
  id: ({ id }) => id,
  created_at: ({ createdAtMs, raw }) => isoTime(createdAtMs) ?? raw.created_at,
  name: ({ name }) => name,
  email: ({ email }) => email,
  phone: ({ phone }) => phone,
  chatbot_id: ({ raw }) => raw.chatbot_id,
};

export const convoColumns: Columns<Convo> = {
  id: ({ id }) => id,
  created_at: ({ createdAtMs, raw }) => isoTime(createdAtMs) ?? raw.created_at,
  last_message_at: ({ changedAtMs }) => isoTime(changedAtMs),
  source: ({ source }) => source,
  customer: ({ customer }) => customer,
  country: ({ raw }) => raw.country,
  min_score: ({ raw }) => raw.min_score,
  message_count: ({ messages }) => messages.length,
  form_submission: ({ raw }) => raw.form_submission,
  messages: ({ raw }) => raw.messages,
};

/** UTC, whatever the zone of this machine. */
function isoTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
