import { Command } from 'commander';
import type { Cli } from './cli/action.js';
import { addCommonOptions } from './cli/common-options.js';
import { addHelp } from './cli/help/in-tree.js';
import { isAllAsked } from './help/asked.js';

type Register = (parent: Command, cli: Cli) => void;

type Load = () => Promise<Register>;

/** A top-level word: a single command with its own description, or a group with its subcommands. */
type Word =
  | { readonly name: string; readonly load: Load }
  | { readonly name: string; readonly group: string; readonly verbs: Readonly<Record<string, Load>> };

const words: readonly Word[] = [
  {
    name: 'auth',
    group: 'Store, check and remove the API key',
    verbs: {
      login: async () => (await import('./commands/auth/login.js')).authLogin,
      rotate: async () => (await import('./commands/auth/rotate.js')).authRotate,
      status: async () => (await import('./commands/auth/status.js')).authStatus,
      logout: async () => (await import('./commands/auth/logout.js')).authLogout,
    },
  },
  {
    name: 'config',
    group: 'Show and change stored settings, by profile',
    verbs: {
      list: async () => (await import('./commands/config/list.js')).configList,
      get: async () => (await import('./commands/config/get.js')).configGet,
      set: async () => (await import('./commands/config/set.js')).configSet,
      unset: async () => (await import('./commands/config/unset.js')).configUnset,
      edit: async () => (await import('./commands/config/edit.js')).configEdit,
      path: async () => (await import('./commands/config/path.js')).configPath,
    },
  },
  {
    name: 'profile',
    group: 'List profiles, and choose the one to use',
    verbs: {
      list: async () => (await import('./commands/profile/list.js')).profileList,
      use: async () => (await import('./commands/profile/use.js')).profileUse,
    },
  },
  {
    name: 'bots',
    group: 'List, create, change and train bots',
    verbs: {
      list: async () => (await import('./commands/bots/list.js')).botsList,
      get: async () => (await import('./commands/bots/get.js')).botsGet,
      create: async () => (await import('./commands/bots/create.js')).botsCreate,
      update: async () => (await import('./commands/bots/update.js')).botsUpdate,
      train: async () => (await import('./commands/bots/train.js')).botsTrain,
      delete: async () => (await import('./commands/bots/delete.js')).botsDelete,
      icon: async () => (await import('./commands/bots/asset.js')).botsIcon,
      picture: async () => (await import('./commands/bots/asset.js')).botsPicture,
    },
  },
  { name: 'chat', load: async () => (await import('./commands/chat/chat.js')).chat },
  { name: 'batch', load: async () => (await import('./commands/batch.js')).batch },
  {
    name: 'tests',
    group: 'Test the answers of a bot',
    verbs: {
      run: async () => (await import('./commands/tests/run.js')).testsRun,
      'from-session': async () => (await import('./commands/tests/from-session.js')).testsFromSession,
    },
  },
  { name: 'replay', load: async () => (await import('./commands/replay.js')).replay },
  {
    name: 'sessions',
    group: 'List, export and delete saved chat sessions',
    verbs: {
      list: async () => (await import('./commands/sessions/list.js')).sessionsList,
      export: async () => (await import('./commands/sessions/export.js')).sessionsExport,
      delete: async () => (await import('./commands/sessions/delete.js')).sessionsDelete,
    },
  },
  { name: 'picks', load: async () => (await import('./commands/picks.js')).picks },
  { name: 'models', load: async () => (await import('./commands/models.js')).models },
  {
    name: 'contacts',
    group: 'Import, export and change the contacts of a bot',
    verbs: {
      import: loadImport,
      list: async () => (await import('./commands/contacts/list.js')).contactsList,
      get: async () => (await import('./commands/contacts/get.js')).contactsGet,
      create: async () => (await import('./commands/contacts/create.js')).contactsCreate,
      update: async () => (await import('./commands/contacts/update.js')).contactsUpdate,
      delete: async () => (await import('./commands/contacts/delete.js')).contactsDelete,
      export: async () => (await import('./commands/contacts/export.js')).contactsExport,
      verify: async () => (await import('./commands/contacts/verify.js')).contactsVerify,
    },
  },
  {
    name: 'attrs',
    group: 'List, create and change the custom attributes of contacts',
    verbs: {
      list: async () => (await import('./commands/attrs/list.js')).attrsList,
      get: async () => (await import('./commands/attrs/get.js')).attrsGet,
      create: async () => (await import('./commands/attrs/create.js')).attrsCreate,
      update: async () => (await import('./commands/attrs/update.js')).attrsUpdate,
      archive: async () => (await import('./commands/attrs/archive.js')).attrsArchive,
      unarchive: async () => (await import('./commands/attrs/archive.js')).attrsUnarchive,
      suggest: async () => (await import('./commands/attrs/suggest.js')).attrsSuggest,
      pull: async () => (await import('./commands/attrs/pull.js')).attrsPull,
      plan: async () => (await import('./commands/attrs/plan.js')).attrsPlan,
      apply: async () => (await import('./commands/attrs/apply.js')).attrsApply,
    },
  },
  {
    name: 'leads',
    group: 'List, export and summarize the leads of a bot',
    verbs: {
      list: async () => (await import('./commands/leads/list.js')).leadsList,
      get: async () => (await import('./commands/leads/get.js')).leadsGet,
      export: async () => (await import('./commands/leads/export.js')).leadsExport,
      status: async () => (await import('./commands/leads/status.js')).leadsStatus,
      verify: async () => (await import('./commands/leads/verify.js')).leadsVerify,
      stats: async () => (await import('./commands/leads/stats.js')).leadsStats,
    },
  },
  {
    name: 'convos',
    group: 'List, export and summarize the conversations of a bot',
    verbs: {
      list: async () => (await import('./commands/convos/list.js')).convosList,
      get: async () => (await import('./commands/convos/get.js')).convosGet,
      export: async () => (await import('./commands/convos/export.js')).convosExport,
      status: async () => (await import('./commands/convos/status.js')).convosStatus,
      verify: async () => (await import('./commands/convos/verify.js')).convosVerify,
      stats: async () => (await import('./commands/convos/stats.js')).convosStats,
      gaps: async () => (await import('./commands/convos/gaps.js')).convosGaps,
    },
  },
  {
    name: 'identity',
    group: 'Make and check the hashes that prove who a visitor is',
    verbs: {
      hash: async () => (await import('./commands/identity/hash.js')).identityHash,
      verify: async () => (await import('./commands/identity/verify.js')).identityVerify,
      token: async () => (await import('./commands/identity/token.js')).identityToken,
      check: async () => (await import('./commands/identity/check.js')).identityCheck,
    },
  },
  { name: 'embed', load: async () => (await import('./commands/embed.js')).embed },
  {
    name: 'webhooks',
    group: 'Receive, check and send signed events',
    verbs: {
      listen: async () => (await import('./commands/webhooks/listen.js')).webhooksListen,
      verify: async () => (await import('./commands/webhooks/verify.js')).webhooksVerify,
      send: async () => (await import('./commands/webhooks/send.js')).webhooksSend,
    },
  },
  { name: 'api', load: async () => (await import('./commands/api.js')).api },
  { name: 'open', load: async () => (await import('./commands/open.js')).open },
  { name: 'commands', load: async () => (await import('./commands/commands.js')).commands },
  { name: 'version', load: async () => (await import('./commands/version.js')).version },
  { name: 'doctor', load: async () => (await import('./commands/doctor.js')).doctor },
  { name: 'completion', load: loadCompletion },
  { name: '__complete', load: async () => (await import('./commands/completion/names.js')).completeNames },
  { name: 'emulator', load: async () => (await import('./commands/emulator.js')).emulator },
  { name: 'demo', load: async () => (await import('./commands/demo.js')).demo },
  { name: 'mcp', load: async () => (await import('./commands/mcp.js')).mcp },
];

/** `contacts import` takes a file, or a subcommand that acts on a run. */
async function loadImport(): Promise<Register> {
  const { contactsImport } = await import('./commands/contacts/import.js');
  const { importResume } = await import('./commands/contacts/import-resume.js');
  const { importResolve } = await import('./commands/contacts/import-resolve.js');
  const { importResults } = await import('./commands/contacts/import-results.js');
  const { importUndo } = await import('./commands/contacts/import-undo.js');
  const { importClean } = await import('./commands/contacts/import-clean.js');
  return (contacts, cli) => {
    const imports = contactsImport(contacts, cli);
    for (const register of [importResume, importResolve, importResults, importUndo, importClean])
      register(imports, cli);
  };
}

/** `completion` takes a shell, whose script it prints, or a subcommand. */
async function loadCompletion(): Promise<Register> {
  const { completionPrint } = await import('./commands/completion/print.js');
  const { completionInstall } = await import('./commands/completion/install.js');
  const { completionUninstall } = await import('./commands/completion/uninstall.js');
  return (program, cli) => {
    const completion = completionPrint(program, cli);
    for (const register of [completionInstall, completionUninstall]) register(completion, cli);
  };
}

/**
 * The command tree. Building it reads and writes nothing. With `argv`, loads only the commands it can refer to, because
 * loading forty modules would take longer than most commands. Without it, loads everything.
 */
export async function buildProgram(
  cli: Cli,
  argv?: readonly string[],
  isAll = isAllAsked(argv ?? []),
): Promise<Command> {
  const program = emptyProgram(cli);
  // Help lists every word, but groups without their subcommands, unless all is asked for.
  const isHelp = asksForHelp(argv);
  const needsAll = argv?.some((word) => word === 'commands' || word === 'mcp') || (isHelp && isAll);
  const named = needsAll ? undefined : argv;
  for (const word of named === undefined ? words : wordsFor(named)) {
    const isMeant = named?.includes(word.name) ?? true;
    if ('load' in word) {
      if (isMeant || isHelp) (await word.load())(program, cli);
      // A word that was mistyped is compared with the names of all others.
      else program.command(word.name, { hidden: word.name.startsWith('_') });
    } else {
      const group = program.command(word.name).description(word.group);
      if (isMeant) for (const load of meantVerbs(word.verbs, named)) (await load())(group, cli);
    }
  }
  for (const { commands } of program.commands) addAliases(commands);
  addHelp(program);
  return program;
}

/** A line that begins with a word can mean no other: the rest are its arguments, such as the words of a question. */
function wordsFor([first]: readonly string[] = []): readonly Word[] {
  const only = words.find(({ name }) => name === first);
  return only === undefined ? words : [only];
}

/** Whether the help of the program may be meant, which lists every word, but groups without their subcommands. */
function asksForHelp(argv: readonly string[] = []): boolean {
  const isNamed = words.some(({ name }) => argv.includes(name));
  const isBare = argv.every((word) => word.startsWith('-'));
  return !isNamed && (isBare || ['--help', '-h', 'help'].some((word) => argv.includes(word)));
}

/** Placeholders of flags whose value is free text, which may look like a flag. */
const freeText = /<(text|line|words)>/;

/**
 * The command line with free text bound to its flag: in `-m -v`, `-v` is the message, although it is also a flag. Arguments
 * after `--` are unchanged.
 */
export function withTexts(program: Command, argv: readonly string[]): readonly string[] {
  const flags = new Map(textFlags(program));
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') return [...words, ...argv.slice(i)];
    const [long, next] = [flags.get(word), argv[i + 1]];
    const isText = long !== undefined && next?.startsWith('-') === true && next !== '-';
    words.push(isText ? `${long}=${next}` : word);
    if (isText) i++;
  }
  return words;
}

function textFlags(command: Command): readonly (readonly [flag: string, long: string])[] {
  const own = command.options.flatMap(({ flags, short, long }) => {
    if (!freeText.test(flags) || !long) return [];
    return [long, ...(short ? [short] : [])].map((flag) => [flag, long] as const);
  });
  return [...own, ...command.commands.flatMap(textFlags)];
}

/** The subcommands that occur on the command line; all of them if there are none. */
function meantVerbs(verbs: Readonly<Record<string, Load>>, argv: readonly string[] = []): readonly Load[] {
  const named = Object.entries(verbs).filter(
    ([verb]) => argv.includes(verb) || argv.includes(aliases[verb] ?? verb),
  );
  return named.length === 0 ? Object.values(verbs) : named.map(([, load]) => load);
}

/** Shorter names that people know from other programs. */
const aliases: Readonly<Record<string, string>> = { list: 'ls', get: 'show', delete: 'rm' };

function addAliases(commands: readonly Command[]): void {
  for (const command of commands) {
    const alias = aliases[command.name()];
    if (alias !== undefined) command.alias(alias);
    addAliases(command.commands);
  }
}

function emptyProgram(cli: Cli): Command {
  const program = new Command('cbase')
    .description('Command line for Chatbase accounts (unofficial)')
    .version(cli.io.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .exitOverride();
  addCommonOptions(program);
  program.configureOutput({
    writeOut: cli.print,
    // main reports commander's errors in cbase's own format.
    writeErr: () => {},
  });
  return program;
}
