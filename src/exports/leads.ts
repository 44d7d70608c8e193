import { type Lead, readLead } from '../api/leads.js';
import { type Columns, otherFields, sentText, sentTime } from './columns.js';
import type { Kind } from './kind.js';

export const leadColumns: Columns<Lead> = {
  id: ({ id, raw }) => sentText(id, raw.id),
  created_at: ({ createdAtMs, raw }) => sentTime(raw.created_at, createdAtMs),
  name: ({ name, raw }) => sentText(name, raw.name),
  email: ({ email, raw }) => sentText(email, raw.email),
  phone: ({ phone, raw }) => sentText(phone, raw.phone),
  chatbot_id: ({ raw }) => raw.chatbot_id,
  other: ({ raw }) => otherFields(raw, known),
};

const known: ReadonlySet<string> = new Set(Object.keys(leadColumns).filter((name) => name !== 'other'));

export const leads: Kind<Lead> = {
  name: 'leads',
  called: 'leads',
  columns: leadColumns,
  read: readLead,
};
