import { Command } from 'commander';
import { widthOf } from './base/width.js';
import type { Cli } from './cli/action.js';
import { addCommonOptions } from './cli/common-options.js';

type Register = (parent: Command, cli: Cli) => void;

type Load = () => Promise<Register>;

/** A word of the command line: a command that stands alone and describes itself, or a group with its verbs. */
type Word =
  | { readonly name: string; readonly load: Load }
  | { readonly name: string; readonly group: string; readonly verbs: Readonly<Record<string, Load>> };

const words: readonly Word[] = [
  {
    name: 'auth',
    group: 'the API key',
    verbs: {
      login: async () => (await import('./commands/auth/login.js')).authLogin,
      status: async () => (await import('./commands/auth/status.js')).authStatus,
      logout: async () => (await import('./commands/auth/logout.js')).authLogout,
    },
  },
  {
    name: 'config',
    group: 'settings that are kept, by profile',
    verbs: {
      list: async () => (await import('./commands/config/list.js')).configList,
      get: async () => (await import('./commands/config/get.js')).configGet,
      set: async () => (await import('./commands/config/set.js')).configSet,
      unset: async () => (await import('./commands/config/unset.js')).configUnset,
    },
  },
  {
    name: 'bots',
    group: 'the bots of the account',
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
    group: 'tests of what a bot answers',
    verbs: {
      run: async () => (await import('./commands/tests/run.js')).testsRun,
      'from-session': async () => (await import('./commands/tests/from-session.js')).testsFromSession,
    },
  },
  { name: 'replay', load: async () => (await import('./commands/replay.js')).replay },
  {
    name: 'sessions',
    group: 'conversations that were held here',
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
    group: 'the contacts of a bot',
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
    group: 'the custom attributes of a bot’s contacts',
    verbs: {
      list: async () => (await import('./commands/attrs/list.js')).attrsList,
      get: async () => (await import('./commands/attrs/get.js')).attrsGet,
      create: async () => (await import('./commands/attrs/create.js')).attrsCreate,
      update: async () => (await import('./commands/attrs/update.js')).attrsUpdate,
      archive: async () => (await import('./commands/attrs/archive.js')).attrsArchive,
      unarchive: async () => (await import('./commands/attrs/archive.js')).attrsUnarchive,
    },
  },
  {
    name: 'leads',
    group: 'what visitors left in the form of a bot',
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
    group: 'the conversations of a bot',
    verbs: {
      list: async () => (await import('./commands/convos/list.js')).convosList,
      get: async () => (await import('./commands/convos/get.js')).convosGet,
      export: async () => (await import('./commands/convos/export.js')).convosExport,
      status: async () => (await import('./commands/convos/status.js')).convosStatus,
      verify: async () => (await import('./commands/convos/verify.js')).convosVerify,
      stats: async () => (await import('./commands/convos/stats.js')).convosStats,
    },
  },
  { name: 'api', load: async () => (await import('./commands/api.js')).api },
  { name: 'doctor', load: async () => (await import('./commands/doctor.js')).doctor },
  { name: 'completion', load: async () => (await import('./commands/completion.js')).completion },
  { name: '__complete', load: async () => (await import('./commands/completion.js')).completeBots },
  { name: 'emulator', load: async () => (await import('./commands/emulator.js')).emulator },
  { name: 'demo', load: async () => (await import('./commands/demo.js')).demo },
];

/** `contacts import` takes a file, or the word of what is done to a run. */
async function loadImport(): Promise<Register> {
  const { contactsImport } = await import('./commands/contacts/import.js');
  const { importResume } = await import('./commands/contacts/import-resume.js');
  const { importResolve } = await import('./commands/contacts/import-resolve.js');
  const { importResults } = await import('./commands/contacts/import-results.js');
  const { importUndo } = await import('./commands/contacts/import-undo.js');
  return (contacts, cli) => {
    const imports = contactsImport(contacts, cli);
    for (const register of [importResume, importResolve, importResults, importUndo]) register(imports, cli);
  };
}

/**
 * The command tree. Building it reads nothing and writes nothing. With the words of a command line, only what they can mean
 * is loaded: forty pages would cost more than most commands take. Without them, everything is.
 */
export async function buildProgram(cli: Cli, argv?: readonly string[]): Promise<Command> {
  const program = emptyProgram(cli);
  // Help shows every word, but a group by its name alone.
  const isHelp = !words.some(({ name }) => argv?.includes(name));
  for (const word of words) {
    const isMeant = argv?.includes(word.name) ?? true;
    if ('load' in word) {
      if (isMeant || isHelp) (await word.load())(program, cli);
    } else {
      const group = program.command(word.name).description(word.group);
      if (isMeant) for (const load of meantVerbs(word.verbs, argv)) (await load())(group, cli);
    }
  }
  return program;
}

/** The placeholders of flags that take free text, which may look like a flag. */
const freeText = /<(text|line|words)>/;

/**
 * The command line with free text bound to its flag: `-m -v` is a message, although the program knows a flag of that name. What
 * stands behind `--` stays as it is.
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

/** The verbs a command line names; all of them where it names none. */
function meantVerbs(verbs: Readonly<Record<string, Load>>, argv: readonly string[] = []): readonly Load[] {
  const named = Object.entries(verbs).filter(([verb]) => argv.includes(verb));
  return named.length === 0 ? Object.values(verbs) : named.map(([, load]) => load);
}

function emptyProgram(cli: Cli): Command {
  const program = new Command('cbase')
    .description('The command line for Chatbase accounts (unofficial). Try it without an account: cbase demo')
    .version(cli.io.version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .configureHelp({ showGlobalOptions: true, helpWidth: helpWidth(cli) })
    .showSuggestionAfterError(true)
    .addHelpText(
      'after',
      '\nThe key is stored with: cbase auth login; or read from CHATBASE_API_KEY, or from the file that CHATBASE_API_KEY_FILE\nnames. There is no flag for it.',
    )
    .exitOverride();
  addCommonOptions(program);
  program.configureOutput({
    writeOut: cli.help,
    // What commander has to say about a mistake is said by main, in our words.
    writeErr: () => {},
  });
  return program;
}

function helpWidth({ io }: Cli): number {
  return Math.min(widthOf(io.stdout), 100);
}
