/** What a tool may do: read; change the account or write files; or ask the bot, which costs credits. */
export type Access = 'read' | 'write' | 'chat';

/** A command that is a tool, and what of it is offered. What is not listed here is not offered. */
export type Offer = {
  /** The words of the command: `contacts list`. */
  readonly command: string;
  readonly access: Access;
  /** What its name ends in, where it is only a part of the command. */
  readonly ending?: 'dry_run';
  /** Long names of the flags that are offered. */
  readonly flags?: readonly string[];
  /** Properties that must be given, although the command does not need them. */
  readonly required?: readonly string[];
  /** Words that are added to every call. */
  readonly fixed?: readonly string[];
  /** Arguments of the command that are offered; all by default. */
  readonly arguments?: readonly string[];
  /** Patterns of properties that must not name anything else, such as a directory. */
  readonly patterns?: Readonly<Record<string, string>>;
  /** Properties of which the command would read `@FILE` as a file: an @ at their beginning is escaped. */
  readonly literal?: readonly string[];
  /** How many rows a list returns unless `limit` says otherwise. */
  readonly rows?: number;
  /** Its file: `input` is read, from a root or from `content`; `output` is created in a root. */
  readonly file?: 'input' | 'output';
  /** What the command uses; `bot` by default. */
  readonly talksTo?: 'bot' | 'account' | 'nothing';
  /** Whether its results hold text that customers or visitors wrote. */
  readonly isUntrusted?: boolean;
  /** Whether it replaces what was stored before. */
  readonly replaces?: boolean;
  /** Whether the same call again changes nothing more. Reading always is. */
  readonly isIdempotent?: boolean;
  /** A sentence for the description. */
  readonly says?: string;
};

const days = ['--since', '--until', '--tz'];
const dayFormat = 'Days are UTC, or those of tz.';

const personFilter = ['--search', '--customer'];
const convoFilter = [
  ...personFilter,
  ...['--min-score', '--max-score', '--with-form', '--without-form', '--without-reply', '--country'],
];

const contactFlags = ['--name', '--email', '--phone', '--stripe', '--set', '--data', '--dry-run'];

const importFlags = [
  ...['--map', '--id-from', '--ignore', '--derive-ids', '--key', '--source', '--unknown-columns', '--blank'],
  ...['--phone', '--ids', '--null', '--true', '--false', '--date-format', '--decimal', '--date-zone'],
  ...['--on-conflict', '--duplicates', '--max-rejects', '--limit', '--format-in', '--encoding', '--sheet'],
  ...['--delimiter', '--skip-lines', '--header', '--no-header'],
];

const testFlags = ['--only', '--model', '--temperature', '--lane', '--contact', '--max-credits'];

const exportFlags = ['--format', '--redact', '--fields', '--excel'];

const creates = 'Creates a new file; an existing one is never replaced.';

const costs =
  'Costs credits of the account. A call that may spend more than 20 is refused; max_credits sets a lower cap.';

/** The commands that are tools, in the order in which they are listed. */
export const offers: readonly Offer[] = [
  { command: 'bots list', access: 'read', flags: ['--fields'], rows: 50, talksTo: 'account' },
  { command: 'bots get', access: 'read', flags: ['--fields'] },
  { command: 'models', access: 'read', flags: ['--fields'], rows: 100, talksTo: 'nothing' },
  { command: 'contacts list', access: 'read', flags: ['--fields'], rows: 50, isUntrusted: true },
  { command: 'contacts get', access: 'read', flags: ['--fields'], isUntrusted: true },
  {
    command: 'contacts import',
    ending: 'dry_run',
    access: 'read',
    flags: importFlags,
    fixed: ['--dry-run'],
    file: 'input',
    isUntrusted: true,
    says: 'This is the dry run: it checks every row and looks up existing contacts, but sends nothing.',
  },
  {
    command: 'contacts import results',
    access: 'read',
    flags: ['--rows'],
    patterns: { run: '^\\d[\\da-f-]*$' },
    talksTo: 'nothing',
    isUntrusted: true,
    says: 'Reads what imports on this computer left; sends nothing.',
  },
  { command: 'attrs list', access: 'read', flags: ['--fields'], rows: 100 },
  { command: 'attrs get', access: 'read', flags: ['--fields'] },
  {
    command: 'leads list',
    access: 'read',
    flags: [...days, ...personFilter, '--fields'],
    rows: 20,
    isUntrusted: true,
    says: dayFormat,
  },
  { command: 'leads get', access: 'read', flags: [...days, '--fields'], isUntrusted: true, says: dayFormat },
  { command: 'leads stats', access: 'read', flags: [...days, '--no-compare'], says: dayFormat },
  { command: 'leads status', access: 'read', flags: ['--max-age'], talksTo: 'nothing' },
  {
    command: 'convos list',
    access: 'read',
    flags: [...days, '--source', ...convoFilter, '--fields'],
    rows: 20,
    isUntrusted: true,
    says: dayFormat,
  },
  {
    command: 'convos get',
    access: 'read',
    flags: [...days, '--source', '--fields'],
    isUntrusted: true,
    says: dayFormat,
  },
  {
    command: 'convos stats',
    access: 'read',
    flags: [...days, '--no-compare', '--source', '--unsure-below', '--not-sure', '--credits'],
    isUntrusted: true,
    says: dayFormat,
  },
  {
    command: 'convos gaps',
    access: 'read',
    flags: [...days, '--source', '--max-score', '--signals', '--min-count', '--limit', '--redact'],
    isUntrusted: true,
    says: dayFormat,
  },
  { command: 'convos status', access: 'read', flags: ['--max-age'], talksTo: 'nothing' },
  {
    command: 'tests run',
    ending: 'dry_run',
    access: 'read',
    flags: testFlags,
    fixed: ['--dry-run'],
    file: 'input',
    says: 'This is the dry run: it validates the tests and estimates their cost, but asks nothing and costs nothing.',
  },
  {
    command: 'contacts create',
    access: 'write',
    flags: ['--external-id', ...contactFlags],
    arguments: [],
    isUntrusted: true,
  },
  {
    command: 'contacts update',
    access: 'write',
    flags: [...contactFlags, '--unset'],
    isUntrusted: true,
    replaces: true,
    isIdempotent: true,
  },
  {
    command: 'contacts import',
    access: 'write',
    flags: importFlags,
    file: 'input',
    isUntrusted: true,
    replaces: true,
    isIdempotent: true,
    says: 'Try contacts_import_dry_run first.',
  },
  {
    command: 'attrs create',
    access: 'write',
    flags: ['--type', '--label', '--description', '--confirm', '--dry-run'],
    required: ['confirm'],
    says: 'An attribute can be archived, but never deleted, so confirm must repeat its name.',
  },
  {
    command: 'attrs update',
    access: 'write',
    flags: ['--label', '--description', '--dry-run'],
    replaces: true,
    isIdempotent: true,
  },
  { command: 'attrs archive', access: 'write', flags: ['--dry-run'], isIdempotent: true },
  { command: 'attrs unarchive', access: 'write', flags: ['--dry-run'], isIdempotent: true },
  {
    command: 'bots update',
    access: 'write',
    flags: [
      ...['--name', '--instructions', '--initial-message', '--suggested-message', '--clear', '--model'],
      ...['--temperature', '--visibility', '--only-added-domains', '--no-only-added-domains', '--domain'],
      ...['--ip-limit', '--ip-limit-timeframe', '--ip-limit-message', '--lead-title', '--lead-name'],
      ...['--lead-email', '--lead-phone', '--theme', '--user-message-color', '--button-color'],
      ...['--display-name', '--auto-open', '--align', '--data', '--dry-run'],
    ],
    literal: ['instructions'],
    replaces: true,
    isIdempotent: true,
  },
  {
    command: 'contacts export',
    access: 'write',
    flags: exportFlags,
    file: 'output',
    says: creates,
  },
  {
    command: 'leads export',
    access: 'write',
    flags: [...days, ...exportFlags],
    file: 'output',
    says: `${dayFormat} ${creates}`,
  },
  {
    command: 'convos export',
    access: 'write',
    flags: [...days, '--source', '--rows', ...exportFlags],
    file: 'output',
    says: `${dayFormat} ${creates}`,
  },
  {
    command: 'chat',
    access: 'chat',
    flags: ['--message', '--model', '--temperature', '--greeting', '--contact', '--max-credits'],
    required: ['message'],
    arguments: [],
    fixed: ['--no-session'],
    isUntrusted: true,
    says: `Asks one question; nothing is remembered for the next. ${costs}`,
  },
  {
    command: 'tests run',
    access: 'chat',
    flags: [...testFlags, '--judge'],
    file: 'input',
    isUntrusted: true,
    says: `Try tests_run_dry_run first. ${costs}`,
  },
];

/** Why the other commands are not tools: a command, or the first word of all of them. */
export const withheld: Readonly<Record<string, string>> = {
  auth: 'keys are stored and removed by people',
  config: 'settings decide which account is used, and where the key is sent',
  profile: 'the profile is chosen when the server starts',
  'bots create': 'takes one of the bots of the plan, and cannot be undone without a delete',
  'bots train': 'replaces all text of a bot',
  'bots delete': 'deletes',
  'bots pull': 'writes a file; bots_get reads the settings',
  'bots diff': 'compares with a file of this computer',
  'bots plan': 'reads and writes files of this computer',
  'bots apply': 'a person decides which file of settings a bot gets; bots_update changes single ones',
  'bots clone': 'takes one of the bots of the plan, and cannot be undone without a delete',
  'bots icon': 'images are for people; one of its commands deletes',
  'bots picture': 'images are for people; one of its commands deletes',
  batch: 'asks many questions at once; tests_run does so with expectations',
  'tests from-session': 'reads conversations that are private to this computer, and appends to a file',
  replay: 'asks many questions at once',
  sessions: 'conversations that are private to this computer',
  picks: 'results of blind comparisons that a person made, and applies',
  'contacts import resume': 'a person decides how an interrupted import goes on',
  'contacts import resolve': 'a person decides what becomes of rows in doubt',
  'contacts import undo': 'deletes',
  'contacts import clean': 'deletes',
  'contacts plan': 'makes a plan for contacts apply, which a person decides about',
  'contacts apply': 'deletes, if its plan does',
  'contacts sync': 'deletes, with --prune',
  'contacts delete': 'deletes',
  'contacts forget': 'deletes',
  'contacts restore': 'a person decides what comes back',
  'contacts template': 'prints a file for people to fill in; attrs_list has the types',
  'attrs suggest': 'shows values of a file; contacts_import_dry_run names the columns that are unmapped',
  'attrs pull': 'attrs_list says the same',
  'attrs plan': 'compares a file of this computer; a person reviews it',
  'attrs apply': 'a person decides what is created for good',
  'contacts verify': 'compares files of this computer with each other',
  'leads verify': 'compares files of this computer with each other',
  'convos verify': 'compares files of this computer with each other',
  'convos open': 'opens a browser',
  webhooks: 'a listener runs until it is stopped, and a sample is sent to any address',
  identity: 'signs with a secret',
  embed: 'for people who build a website',
  api: 'takes any method and path, so it could delete',
  open: 'opens a browser',
  commands: 'the list of tools says what there is',
  version: 'the server says it when it is initialized',
  doctor: 'shows paths and settings of this computer',
  completion: 'for shells',
  emulator: 'runs until it is stopped',
  demo: 'for people',
  mcp: 'runs until it is stopped',
};
