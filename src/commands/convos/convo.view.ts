import type { Convo } from '../../api/convos.js';
import { convoColumns } from '../../exports/convos.js';

/** How conversations are shown: the columns of an export, and the visitor's first question. */
export const convoView = {
  short: ['id', 'created_at', 'source', 'customer', 'message_count', 'first_question'],
  columns: {
    ...convoColumns,
    first_question: ({ messages }: Convo) => messages.find(({ role }) => role === 'user')?.text,
  },
  raw: ({ raw }: Convo) => raw,
  id: ({ id }: Convo) => id ?? '',
};
