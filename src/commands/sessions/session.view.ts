import { clipped } from '../../chat/conversation.js';
import { calledIn, type Kept } from '../../chat/session/sessions.js';

export const sessionView = {
  columns: {
    id: ({ id }: Kept) => id,
    name: (kept: Kept) => clipped(calledIn(kept), 60),
    bot: ({ session }: Kept) => session.tuning.bot.name,
    turns: ({ session }: Kept) => session.conversation.turns.length,
    model: ({ session }: Kept) =>
      session.tuning.model ?? session.conversation.turns.at(-1)?.answers.at(-1)?.model,
    begun: ({ session }: Kept) => session.head.created,
    changed: ({ changedMs }: Kept) => new Date(changedMs).toISOString(),
  },
  layout: {
    name: { grows: true },
    bot: { hides: 1 },
    turns: { kind: 'number', hides: 2 },
    begun: { header: 'started', kind: 'time' },
    changed: { kind: 'time', hides: 3 },
  } as const,
  short: ['id', 'name', 'bot', 'turns', 'changed'],
  raw: (kept: Kept) => ({
    id: kept.id,
    name: kept.session.name ?? null,
    title: calledIn(kept),
    bot: kept.session.tuning.bot,
    turns: kept.session.conversation.turns.length,
    created: kept.session.head.created,
    changed: new Date(kept.changedMs).toISOString(),
  }),
  id: ({ id }: Kept) => id,
};
