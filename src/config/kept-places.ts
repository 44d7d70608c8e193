import type { Io } from '../base/io.js';
import { configDirectory, stateDirectory } from './paths.js';

/** A kind of file that cbase writes in its directories. */
export type KeptKind = {
  /** What it is called: "contact lists". */
  readonly name: string;
  /** Its files, relative to the directory; `*` is any part of one name, and what ends with a slash is kept or removed as a whole. */
  readonly paths: readonly string[];
  /** Whether data of people may be in it. */
  readonly hasPeople?: true;
  /** What its files must look like. */
  readonly content?: KeptContent;
  /** When it serves nothing any more, and what to do then. */
  readonly stale?: Stale;
};

export type KeptContent = {
  readonly format: 'json' | 'lines' | 'sqlite';
  /** The `version` that this version of cbase reads, in files that have one. */
  readonly version?: number;
  /** What to do about a file that is damaged. Starts with a verb. */
  readonly ifDamaged: string;
};

/** When a file is stale: once its process, which its name tells after a prefix, is gone; or after a time. */
export type Stale = {
  readonly when: { readonly prefix: string } | { readonly afterMs: number };
  /** How doctor says what it is: "a killed command left data". */
  readonly what: string;
  /** Starts with a verb. Without it, cbase may remove the file: nothing is lost with it. */
  readonly advice?: string;
};

/** A file or directory directly below the directory of the settings or of the state. */
export type KeptPlace = {
  readonly root: 'config' | 'state';
  readonly path: string;
  /** In a few words, for help. */
  readonly about: string;
  readonly kinds: readonly KeptKind[];
};

const dayMs = 86_400_000;

/** What a killed process leaves of a file that it was about to put into place. */
const drafts = (...paths: readonly string[]): KeptKind => ({
  name: 'unfinished files',
  paths: paths.map((path) => `${path}.partial`),
  hasPeople: true,
  stale: { when: { afterMs: dayMs }, what: 'a killed command left an unfinished file' },
});

const locks = (...paths: readonly string[]): KeptKind => ({ name: 'locks', paths });

/** The copy of a settings file before it is put into place. */
const written: Omit<KeptPlace, 'root'> = {
  path: '.writing-*',
  about: 'a file that is being written',
  kinds: [
    {
      name: 'unfinished files',
      paths: ['.writing-*/'],
      stale: { when: { afterMs: dayMs }, what: 'a killed command left an unfinished file' },
    },
  ],
};

const config: readonly Omit<KeptPlace, 'root'>[] = [
  {
    path: 'config.json',
    about: 'settings and profiles',
    kinds: [
      locks('config.json.lock', 'config.json.lock.takeover'),
      { name: 'settings', paths: ['config.json'] },
      { name: 'settings set aside', paths: ['config.json.damaged-*'] },
    ],
  },
  {
    path: 'credentials.json',
    about: 'API keys; only you can read it',
    kinds: [
      locks('credentials.json.lock', 'credentials.json.lock.takeover'),
      { name: 'API keys', paths: ['credentials.json'] },
      {
        name: 'API keys set aside',
        paths: ['credentials.json.damaged-*'],
        stale: {
          when: { afterMs: 30 * dayMs },
          what: 'a damaged file of API keys was set aside more than 30 days ago',
          advice: 'Remove it once no key of it is needed',
        },
      },
    ],
  },
  {
    path: 'models.json',
    about: 'credits per reply, if you write it',
    kinds: [{ name: 'your prices', paths: ['models.json'] }],
  },
  {
    path: '.editing-*',
    about: 'settings in your editor, while it runs',
    kinds: [
      {
        name: 'edited settings',
        paths: ['.editing-*/'],
        stale: { when: { prefix: '.editing-' }, what: 'a killed cbase config edit left its copy' },
      },
    ],
  },
  written,
];

const state: readonly Omit<KeptPlace, 'root'>[] = [
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
          version: 1,
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
  {
    path: '.doctor-*',
    about: 'a test of cbase doctor',
    kinds: [
      {
        name: 'unfinished files',
        paths: ['.doctor-*'],
        stale: { when: { afterMs: dayMs }, what: 'a killed cbase doctor left its test file' },
      },
    ],
  },
  written,
];

/** Everything that cbase keeps in its two directories. A file belongs to the first kind that has its path. */
export const keptPlaces: readonly KeptPlace[] = [
  ...config.map((place) => ({ root: 'config' as const, ...place })),
  ...state.map((place) => ({ root: 'state' as const, ...place })),
];

/** Where a root is on this machine. */
export function rootOf({ env, home }: Pick<Io, 'env' | 'home'>, root: KeptPlace['root']): string {
  return root === 'config' ? configDirectory(env, home) : stateDirectory(env, home);
}
