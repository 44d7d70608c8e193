import { type Lead, readLead } from '../api/leads.js';
import { type Columns, otherFields, sentTime } from './columns.js';
import type { Kind } from './kind.js';

export const leadColumns: Columns<Lead> = {
  id: ({ id }) => id,
  created_at: ({ createdAtMs, raw }) => sentTime(raw.created_at, createdAtMs),
  name: ({ name }) => name,
  email: ({ email }) => email,
  phone: ({ phone }) => phone,
  chatbot_id: ({ raw }) => raw.chatbot_id,
  other: ({ raw }) => otherFields(raw, known),
};

const known: ReadonlySet<string> = new Set(Object.keys(leadColumns));

export const leads: Kind<Lead> = {
  name: 'leads',
  called: 'leads',
  columns: leadColumns,
  read: readLead,
};
