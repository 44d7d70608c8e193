import { dayMs, drafts, type KeptPlace, locks } from './place.js';

/** Files of contacts and their imports. */
export const contactPlaces: readonly KeptPlace[] = [
  {
    path: 'runs',
    about: 'imports: what was sent, and reports',
    kinds: [
      {
        name: 'copies of inputs',
        paths: ['runs/suggest-*/'],
        hasPeople: true,
        stale: { when: { afterMs: dayMs }, what: 'a killed cbase attrs suggest left a copy of its input' },
      },
      {
        name: 'removed runs',
        paths: ['runs/.removed.jsonl'],
        content: { format: 'lines', ifDamaged: 'Remove it; only why runs were removed is lost' },
      },
      {
        name: 'copies of inputs',
        paths: ['runs/*/.cbase-input-*'],
        hasPeople: true,
      },
      {
        name: 'journals of runs',
        paths: ['runs/*/journal.ndjson', 'runs/*/manifest.json', 'runs/*/matched-ids.json'],
        hasPeople: true,
      },
      {
        name: 'contacts before updates',
        paths: ['runs/*/before.ndjson'],
        hasPeople: true,
        content: {
          format: 'lines',
          ifDamaged: 'Look at it; cbase contacts import undo can put back only what can be read',
        },
      },
      {
        name: 'deleted contacts',
        paths: ['runs/*/deleted*.ndjson', 'runs/*/restored.ndjson'],
        hasPeople: true,
        content: {
          format: 'lines',
          ifDamaged: 'Look at it; cbase contacts restore can bring back only what can be read',
        },
      },
      {
        name: 'plans carried out',
        paths: ['runs/*/plan.json'],
        hasPeople: true,
        content: {
          format: 'json',
          version: 1,
          ifDamaged: 'Make the plan again with cbase contacts plan; the run cannot be resumed',
        },
      },
      { name: 'receipts of deletions', paths: ['runs/*/receipt.csv'], hasPeople: true },
      {
        name: 'reports of runs',
        paths: [
          'runs/*/summary.json',
          ...['rejects', 'duplicates', 'skipped', 'in-doubt', 'unprocessed', 'results'].map(
            (name) => `runs/*/${name}.*`,
          ),
        ],
        hasPeople: true,
      },
    ],
  },
  {
    path: 'contact-lists',
    about: 'contacts as listed last, with --cached',
    kinds: [
      drafts('contact-lists/*'),
      { name: 'times of writes to contacts', paths: ['contact-lists/*.written'] },
      {
        name: 'contact lists',
        paths: ['contact-lists/*.ndjson'],
        hasPeople: true,
        content: {
          format: 'lines',
          version: 2,
          ifDamaged: 'Remove it; the next list is read from the server',
        },
        stale: {
          when: { afterMs: 30 * dayMs },
          what: 'contacts were kept for --cached more than 30 days ago',
        },
      },
    ],
  },
  {
    path: 'receipts',
    about: 'receipts of contacts forget',
    kinds: [
      drafts('receipts/*'),
      {
        name: 'receipts of erasures',
        paths: ['receipts/forget-*.json'],
        hasPeople: true,
        content: {
          format: 'json',
          version: 1,
          ifDamaged: 'Run the same cbase contacts forget again for another receipt',
        },
      },
    ],
  },
  {
    path: 'spool',
    about: 'rows that wait to be sent',
    kinds: [
      {
        name: 'rows on their way',
        paths: ['spool/*'],
        hasPeople: true,
        stale: { when: { prefix: '' }, what: 'a killed command left data' },
      },
    ],
  },
  { path: 'locks', about: 'locks', kinds: [locks('locks/*/*')] },
];
