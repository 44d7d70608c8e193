import type { Lead } from '../../api/leads.js';
import { leadColumns } from '../../exports/leads.js';

/** How leads are shown: the columns of an export. */
export const leadView = {
  short: ['id', 'created_at', 'name', 'email', 'phone'],
  columns: leadColumns,
  raw: ({ raw }: Lead) => raw,
  id: ({ id }: Lead) => id ?? '',
};
