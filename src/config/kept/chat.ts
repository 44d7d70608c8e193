import { dayMs, drafts, type KeptPlace, locks } from './place.js';

/** Files of conversations, comparisons and tests. */
export const chatPlaces: readonly KeptPlace[] = [
  {
    path: 'sessions',
    about: 'conversations of cbase chat',
    kinds: [
      locks('sessions/*.lock', 'sessions/*.takeover'),
      {
        name: 'chat sessions',
        paths: ['sessions/*.jsonl'],
        hasPeople: true,
        content: { format: 'lines', ifDamaged: 'Remove it with: cbase sessions delete' },
      },
    ],
  },
  {
    path: 'chat-history.jsonl',
    about: 'what you typed in conversations',
    kinds: [
      locks('chat-history.jsonl.lock', 'chat-history.jsonl.lock.takeover'),
      drafts('chat-history.jsonl.*'),
      { name: 'typed messages', paths: ['chat-history.jsonl'], hasPeople: true },
    ],
  },
  {
    path: 'draft-*',
    about: 'a message in your editor, while it runs',
    kinds: [
      {
        name: 'edited messages',
        paths: ['draft-*.md'],
        hasPeople: true,
        stale: { when: { prefix: 'draft-' }, what: 'a killed conversation left a message' },
      },
    ],
  },
  {
    path: 'picks.jsonl',
    about: 'answers that you picked',
    kinds: [
      locks('picks.jsonl.lock', 'picks.jsonl.lock.takeover'),
      { name: 'picks', paths: ['picks.jsonl'], hasPeople: true },
    ],
  },
  {
    path: 'answers',
    about: 'answers to tests that ran with --cache',
    kinds: [
      drafts('answers/*/*'),
      {
        name: 'answers to tests',
        paths: ['answers/*/*.json'],
        hasPeople: true,
        content: { format: 'json', ifDamaged: 'Remove it; the next test asks again' },
        stale: { when: { afterMs: 30 * dayMs }, what: 'answers to tests were kept more than 30 days ago' },
      },
    ],
  },
];
