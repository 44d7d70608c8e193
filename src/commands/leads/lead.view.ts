import type { Lead } from '../../api/leads.js';
import { leadColumns } from '../../exports/leads.js';

/** How leads are shown: the columns of an export. */
export const leadView = {
  short: ['id', 'created_at', 'name', 'email', 'phone'],
  columns: leadColumns,
  layout: {
    created_at: { header: 'created', kind: 'time', hides: 2 },
    name: { grows: true },
    email: { grows: true },
    phone: { kind: 'id', hides: 1 },
  } as const,
  raw: ({ raw }: Lead) => raw,
  id: ({ id }: Lead) => id ?? '',
};
