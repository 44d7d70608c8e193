import { dayMs, drafts, type KeptPlace, locks } from './place.js';

/** Files about accounts and their bots. */
export const accountPlaces: readonly KeptPlace[] = [
  {
    path: 'emulator/local.db',
    about: 'the account of --local',
    kinds: [
      {
        name: 'account of --local',
        paths: ['emulator/local.db'],
        hasPeople: true,
        content: { format: 'sqlite', ifDamaged: 'Remove it to begin with a new account of --local' },
      },
      { name: 'account of --local', paths: ['emulator/local.db-*'], hasPeople: true },
    ],
  },
  {
    path: 'trainings',
    about: 'what bots were trained with last',
    kinds: [
      locks('trainings/*.lock', 'trainings/*.lock.takeover'),
      drafts('trainings/*'),
      {
        name: 'records of trainings',
        paths: ['trainings/*.json'],
        content: {
          format: 'json',
          version: 1,
          ifDamaged: 'Move it away; the next training writes a new one',
        },
      },
    ],
  },
  {
    path: 'learned.json',
    about: 'what was learned about servers',
    kinds: [
      locks('learned.json.lock', 'learned.json.lock.takeover'),
      drafts('learned.json.*'),
      {
        name: 'facts about servers',
        paths: ['learned.json'],
        content: { format: 'json', ifDamaged: 'Remove it; what it says is learned again' },
      },
    ],
  },
  {
    path: 'bots',
    about: 'ids and names of bots, for a day',
    kinds: [
      drafts('bots/*'),
      {
        name: 'names of bots',
        paths: ['bots/*.json'],
        content: { format: 'json', ifDamaged: 'Remove it; bots are listed again' },
      },
    ],
  },
  {
    path: 'names',
    about: 'names of bots and attributes, for TAB',
    kinds: [
      drafts('names/*'),
      {
        name: 'names for the completion',
        paths: ['names/*.json'],
        content: { format: 'json', ifDamaged: 'Remove it; names are fetched again' },
      },
    ],
  },
  {
    path: 'demo-*',
    about: 'what the last cbase demo wrote',
    kinds: [
      {
        name: 'files of the demo',
        paths: ['demo-*/'],
        stale: { when: { afterMs: dayMs }, what: 'an old cbase demo left its files' },
      },
    ],
  },
  {
    path: '.doctor-*',
    about: 'a test of cbase doctor',
    kinds: [
      {
        name: 'unfinished files',
        paths: ['.doctor-*'],
        isPassing: true,
        stale: { when: { afterMs: dayMs }, what: 'a killed cbase doctor left its test file' },
      },
    ],
  },
];
