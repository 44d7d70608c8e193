import type { Bot } from '../../api/bots.js';

const column =
  (name: string) =>
  ({ raw }: Bot) =>
    raw[name];

/** How bots are shown. A table shows only the short columns by default; the others are available with --fields. */
export const botView = {
  short: ['id', 'name', 'status', 'model', 'visibility', 'last_trained_at'],
  columns: {
    id: ({ id }: Bot) => id,
    name: ({ name }: Bot) => name,
    status: column('status'),
    model: column('model'),
    temp: column('temp'),
    visibility: column('visibility'),
    num_of_characters: column('num_of_characters'),
    last_trained_at: column('last_trained_at'),
    last_message_at: column('last_message_at'),
    created_at: column('created_at'),
    updated_at: column('updated_at'),
    instructions: column('instructions'),
    initial_messages: column('initial_messages'),
    suggested_messages: column('suggested_messages'),
    only_allow_on_added_domains: column('only_allow_on_added_domains'),
    domains: column('domains'),
    ip_limit: column('ip_limit'),
    ip_limit_timeframe: column('ip_limit_timeframe'),
    ip_limit_message: column('ip_limit_message'),
    collect_customer_information: column('collect_customer_information'),
    styles: column('styles'),
  },
  layout: {
    name: { grows: true },
    status: { hides: 2 },
    model: { hides: 4 },
    temp: { kind: 'number' },
    visibility: { hides: 1 },
    num_of_characters: { header: 'characters', kind: 'number' },
    last_trained_at: { header: 'trained', kind: 'time', hides: 3 },
    last_message_at: { header: 'last message', kind: 'time' },
    created_at: { header: 'created', kind: 'time' },
    updated_at: { header: 'updated', kind: 'time' },
  } as const,
  raw: ({ raw }: Bot) => raw,
  id: ({ id }: Bot) => id,
};
