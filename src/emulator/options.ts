import type { Seen } from './log.js';

/** How the emulator behaves where the API's documents disagree or are silent. */
export type Switches = {
  /** The number of message credits before chat answers are refused. Default: unlimited. */
  readonly credits?: number;
  /** Whether the plan has API access; without it every call is refused. */
  readonly plan: 'paid' | 'free';
  /** The visibility of new bots. */
  readonly visibility: 'private' | 'public';
  /**
   * What a POST does with an existing `external_id`: refuse it with 409, overwrite the contact, or store a duplicate.
   * `email-only` refuses existing email addresses, and overwrites the rest.
   */
  readonly existing: 'conflict' | 'overwrite' | 'duplicate' | 'email-only';
  /** What is stored of a refused batch: nothing, the contacts before the bad one, or every other good one. */
  readonly batch: 'atomic' | 'prefix' | 'subset';
  /** Where a POST returns the contacts: in `data[]`, in `data.created[]`, or not at all. */
  readonly created: 'list' | 'created' | 'none';
  /** What `{contactId}` in a path means. */
  readonly contactId: 'either' | 'internal' | 'external';
  /** What DELETE of a contact returns: 200 and the contact, or 204. */
  readonly deleted: 'contact' | 'empty';
  /** Whether PATCH merges custom attributes or replaces them all. */
  readonly patch: 'merge' | 'replace';
  /** Whether PATCH changes an `external_id` or ignores it: the documentation does not mention it there. */
  readonly renames: 'allowed' | 'stripped';
  /** Which names and labels a new attribute can have: those of the newer document, or only those of the older one. */
  readonly attributes: 'open' | 'strict';
  /** What PUT of an attribute does with omitted fields: keep them, or reset them to their defaults. */
  readonly put: 'keep' | 'default';
  /** How many bytes "under 1MB" are: 1,000,000 or 1,048,576. */
  readonly megabyte: 'decimal' | 'binary';
  /** Whether `issues[].field` says which contact of the batch it refers to (`users.3.…`). */
  readonly issues: 'plain' | 'indexed';
  /** Whether nested `styles` in settings are merged or replaced. */
  readonly styles: 'merge' | 'replace';
  /** `{chatbots: {data, error}}` as observed, or `{chatbots: []}` as documented. */
  readonly lists: 'wrapped' | 'bare';
  /** `{collectedCustomers: {data}}` as observed, `{collectedCustomers: []}` or `{data: []}` as documented. */
  readonly leads: 'wrapped' | 'bare' | 'data';
  /** Whether conversations have the observed fields, or only the documented ones. */
  readonly conversations: 'rich' | 'documented';
  /** What leads and conversations of an unknown bot return: an empty list (observed), or 404 (documented). */
  readonly unknownBot: 'empty' | 'refused';
  /** What happens to a `size` above 100. */
  readonly size: 'clamped' | 'refused';
  /** Whether `page` is respected, or every page is the first. */
  readonly page: 'obeyed' | 'ignored';
  /** How training ends. */
  readonly training: 'succeeds' | 'fails';
  /** Raw text as observed, or server-sent events as documented. */
  readonly stream: 'text' | 'events';
  /** The status name of a trained bot. */
  readonly trained: 'trained' | 'ready';
};

export type Shape = 'observed' | 'documented';

const observed: Switches = {
  plan: 'paid',
  visibility: 'private',
  existing: 'conflict',
  batch: 'atomic',
  created: 'list',
  contactId: 'either',
  deleted: 'contact',
  patch: 'merge',
  renames: 'allowed',
  attributes: 'open',
  put: 'keep',
  megabyte: 'decimal',
  issues: 'plain',
  styles: 'merge',
  lists: 'wrapped',
  leads: 'wrapped',
  conversations: 'rich',
  unknownBot: 'empty',
  size: 'clamped',
  page: 'obeyed',
  training: 'succeeds',
  stream: 'text',
  trained: 'trained',
};

const documented: Switches = {
  ...observed,
  existing: 'email-only',
  renames: 'stripped',
  attributes: 'strict',
  created: 'created',
  contactId: 'internal',
  deleted: 'empty',
  lists: 'bare',
  leads: 'bare',
  conversations: 'documented',
  unknownBot: 'refused',
  stream: 'events',
  trained: 'ready',
};

export function switchesOf(shape: Shape, changed: Partial<Switches> = {}): Switches {
  return { ...(shape === 'observed' ? observed : documented), ...changed };
}

export type Rate = { readonly requests: number; readonly perMs: number };

export type EmulatorOptions = {
  /** The database file; in memory if absent. */
  readonly data?: string | undefined;
  /** 0 or absent: any free port. */
  readonly port?: number | undefined;
  /** `demo`, `busy`, `empty`, or the path of a JSON file. Used only if the database has no bot. */
  readonly seed?: string | undefined;
  readonly shape?: Shape | undefined;
  readonly switches?: Partial<Switches> | undefined;
  /** Requests allowed per sliding window; `undefined` for no limit. */
  readonly rate?: Rate | undefined;
  readonly latencyMs?: number | undefined;
  /** How long a written contact is invisible to reads. */
  readonly lagMs?: number | undefined;
  /** Pause between two words of a streamed chat answer. */
  readonly paceMs?: number | undefined;
  readonly trainingMs?: number | undefined;
  /** Receives each new lead, signed; on this machine only. */
  readonly webhook?: { readonly url: string; readonly secret: string } | undefined;
  /** What the widget's user hashes are made with. */
  readonly identitySecret?: string | undefined;
  /** The maximum number of contacts per bot. */
  readonly contactLimit?: number | undefined;
  /** External ids that are refused with 400, as if by an undocumented rule. */
  readonly refused?: ReadonlySet<string> | undefined;
  /** Called once a request has been answered, or its connection dropped. */
  readonly onAnswered?: ((seen: Seen, ms: number) => void) | undefined;
  /** Whether the log keeps the contacts that each response returned. */
  readonly logReads?: boolean | undefined;
  /** The API key and the control token. Default: made by the first process that uses the database, and kept in it. */
  readonly key?: string | undefined;
  readonly token?: string | undefined;
  readonly now?: (() => number) | undefined;
};

type Choices = Omit<Switches, 'credits'>;
const choices: { readonly [K in keyof Choices]: readonly Choices[K][] } = {
  plan: ['paid', 'free'],
  visibility: ['private', 'public'],
  existing: ['conflict', 'overwrite', 'duplicate', 'email-only'],
  batch: ['atomic', 'prefix', 'subset'],
  created: ['list', 'created', 'none'],
  contactId: ['either', 'internal', 'external'],
  deleted: ['contact', 'empty'],
  patch: ['merge', 'replace'],
  renames: ['allowed', 'stripped'],
  attributes: ['open', 'strict'],
  put: ['keep', 'default'],
  megabyte: ['decimal', 'binary'],
  issues: ['plain', 'indexed'],
  styles: ['merge', 'replace'],
  lists: ['wrapped', 'bare'],
  leads: ['wrapped', 'bare', 'data'],
  conversations: ['rich', 'documented'],
  unknownBot: ['empty', 'refused'],
  size: ['clamped', 'refused'],
  page: ['obeyed', 'ignored'],
  training: ['succeeds', 'fails'],
  stream: ['text', 'events'],
  trained: ['trained', 'ready'],
};

/** Parses `existing=overwrite`. Throws an Error that lists the choices. */
export function parseSwitches(settings: readonly string[]): Partial<Switches> {
  return Object.fromEntries(settings.map(parseSwitch)) as Partial<Switches>;
}

function parseSwitch(setting: string): readonly [string, string | number] {
  const [name = '', value = ''] = setting.split('=');
  if (name === 'credits') return [name, creditsIn(value)];
  const known: readonly string[] | undefined = Object.hasOwn(choices, name)
    ? choices[name as keyof Choices]
    : undefined;
  if (known === undefined)
    throw new Error(
      `Unknown switch "${name}". Choose from: ${['credits', ...Object.keys(choices)].join(', ')}`,
    );
  if (!known.includes(value)) throw new Error(`${name} must be one of: ${known.join(', ')}`);
  return [name, value];
}

function creditsIn(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`credits takes a whole number, not "${text}"`);
}
