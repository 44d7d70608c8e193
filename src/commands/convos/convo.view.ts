import type { Convo } from '../../api/convos.js';
import { convoColumns } from '../../exports/convos.js';

/** How conversations are shown: the columns of an export, and the visitor's first question. */
export const convoView = {
  short: ['id', 'created_at', 'source', 'customer', 'message_count', 'first_question'],
  columns: {
    ...convoColumns,
    first_question: ({ messages }: Convo) => messages.find(({ role }) => role === 'user')?.text,
  },
  layout: {
    created_at: { header: 'created', kind: 'time', hides: 4 },
    source: { hides: 2 },
    customer: { kind: 'id', hides: 1 },
    message_count: { header: 'messages', kind: 'number', hides: 3 },
    first_question: { header: 'first question', grows: true },
  } as const,
  raw: ({ raw }: Convo) => raw,
  id: ({ id }: Convo) => id ?? '',
};
