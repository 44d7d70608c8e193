import { dayMs, drafts, type KeptPlace, locks } from './place.js';

/** Files of exports, of lists that are followed, and of webhooks. */
export const exportPlaces: readonly KeptPlace[] = [
  {
    path: 'exports',
    about: 'states and progress of exports',
    kinds: [
      locks('exports/locks/*'),
      {
        name: 'states of exports',
        paths: ['exports/*.state.json'],
        hasPeople: true,
        content: {
          format: 'json',
          version: 1,
          ifDamaged: 'Move it away, and export once with --since set to the day after the last exported file',
        },
      },
      {
        name: 'commits of exports',
        paths: ['exports/*.pending.json'],
        hasPeople: true,
        content: { format: 'json', ifDamaged: 'Remove it, and check the files of the last export' },
      },
      {
        name: 'states of followed lists',
        paths: ['exports/*.follow.json'],
        hasPeople: true,
        content: {
          format: 'json',
          version: 1,
          ifDamaged: 'Move it away, and follow again with --since set to the day of the last row you have',
        },
      },
      {
        name: 'refused rows of --exec',
        paths: ['exports/*.follow-rejects.ndjson'],
        hasPeople: true,
        content: { format: 'lines', ifDamaged: 'Look at it, and remove it once its rows are dealt with' },
      },
      {
        name: 'progress of exports',
        paths: ['exports/*.progress.json'],
        hasPeople: true,
        content: { format: 'json', version: 1, ifDamaged: 'Remove it, and run the export again' },
      },
      { name: 'key of --redact', paths: ['exports/redact.key'] },
      drafts('exports/*'),
    ],
  },
  {
    path: 'webhooks',
    about: 'events that wait to be handed over',
    kinds: [
      locks('webhooks/*/lock/*'),
      drafts('webhooks/*/*'),
      {
        name: 'received events',
        paths: ['webhooks/*/events-*.ndjson'],
        hasPeople: true,
        content: { format: 'lines', ifDamaged: 'Move it away to go on without its events' },
        stale: {
          when: { afterMs: dayMs },
          what: 'events were received more than a day ago and are still to be handed over',
          advice: 'See that its targets answer, or start its listener again: cbase webhooks listen',
        },
      },
      {
        name: 'refused events',
        paths: ['webhooks/*/rejects.ndjson'],
        hasPeople: true,
        content: { format: 'lines', ifDamaged: 'Look at it, and remove it once its events are dealt with' },
      },
      {
        name: 'events seen',
        paths: ['webhooks/*/seen.ndjson'],
        hasPeople: true,
        content: { format: 'lines', ifDamaged: 'Remove it; --dedupe then knows no earlier event' },
      },
      {
        name: 'positions of targets',
        paths: ['webhooks/*/*.json'],
        content: { format: 'json', ifDamaged: 'Remove it to hand over what is left in the spool once more' },
      },
    ],
  },
];
