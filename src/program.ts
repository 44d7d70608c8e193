import { Command } from 'commander';
import { addCommonOptions, type Cli } from './commands/options.js';

type Register = (parent: Command, cli: Cli) => void;

/** A word of the command line: a group with its verbs, or a command that stands alone. Its pages are loaded when it is needed. */
type Word = {
  readonly name: string;
  /** Of a group; a command that stands alone describes itself. */
  readonly group?: string;
  readonly load: () => Promise<readonly Register[]>;
};

const words: readonly Word[] = [
  {
    name: 'auth',
    group: 'the API key',
    load: async () => [
      (await import('./commands/auth/login.js')).authLogin,
      (await import('./commands/auth/status.js')).authStatus,
      (await import('./commands/auth/logout.js')).authLogout,
    ],
  },
  {
    name: 'config',
    group: 'settings that are kept, by profile',
    load: async () => [
      (await import('./commands/config/list.js')).configList,
      (await import('./commands/config/get.js')).configGet,
      (await import('./commands/config/set.js')).configSet,
      (await import('./commands/config/unset.js')).configUnset,
    ],
  },
  { name: 'bots', group: 'the bots of the account', load: botPages },
  { name: 'chat', load: async () => [(await import('./commands/chat.js')).chat] },
  { name: 'models', load: async () => [(await import('./commands/models.js')).models] },
  {
    name: 'contacts',
    group: 'the contacts of a bot',
    load: async () => [
      (await import('./commands/contacts/import.js')).contactsImport,
      (await import('./commands/contacts/list.js')).contactsList,
      (await import('./commands/contacts/get.js')).contactsGet,
      (await import('./commands/contacts/create.js')).contactsCreate,
      (await import('./commands/contacts/update.js')).contactsUpdate,
      (await import('./commands/contacts/delete.js')).contactsDelete,
    ],
  },
  { name: 'attrs', group: 'the custom attributes of a bot’s contacts', load: attributePages },
  {
    name: 'leads',
    group: 'what visitors left in the form of a bot',
    load: async () => [
      (await import('./commands/leads/list.js')).leadsList,
      (await import('./commands/leads/get.js')).leadsGet,
      (await import('./commands/leads/export.js')).leadsExport,
    ],
  },
  {
    name: 'convos',
    group: 'the conversations of a bot',
    load: async () => [
      (await import('./commands/convos/list.js')).convosList,
      (await import('./commands/convos/get.js')).convosGet,
      (await import('./commands/convos/export.js')).convosExport,
    ],
  },
  { name: 'api', load: async () => [(await import('./commands/api.js')).api] },
  { name: 'doctor', load: async () => [(await import('./commands/doctor.js')).doctor] },
  { name: 'completion', load: async () => [(await import('./commands/completion.js')).completion] },
  { name: '__complete', load: async () => [(await import('./commands/completion.js')).completeBots] },
  { name: 'emulator', load: async () => [(await import('./commands/emulator.js')).emulator] },
  { name: 'demo', load: async () => [(await import('./commands/demo.js')).demo] },
];

async function botPages(): Promise<readonly Register[]> {
  const { botsAsset } = await import('./commands/bots/asset.js');
  return [
    (await import('./commands/bots/list.js')).botsList,
    (await import('./commands/bots/get.js')).botsGet,
    (await import('./commands/bots/create.js')).botsCreate,
    (await import('./commands/bots/update.js')).botsUpdate,
    (await import('./commands/bots/train.js')).botsTrain,
    (await import('./commands/bots/delete.js')).botsDelete,
    (bots, cli) => botsAsset(bots, cli, 'icon'),
    (bots, cli) => botsAsset(bots, cli, 'picture'),
  ];
}

async function attributePages(): Promise<readonly Register[]> {
  const { attrsArchive } = await import('./commands/attrs/archive.js');
  return [
    (await import('./commands/attrs/list.js')).attrsList,
    (await import('./commands/attrs/get.js')).attrsGet,
    (await import('./commands/attrs/create.js')).attrsCreate,
    (await import('./commands/attrs/update.js')).attrsUpdate,
    (attrs, cli) => attrsArchive(attrs, cli, true),
    (attrs, cli) => attrsArchive(attrs, cli, false),
  ];
}

/**
 * The command tree. Building it reads nothing and writes nothing. With the words of a command line, only what they can mean
 * is loaded: forty pages would cost more than most commands take. Without them, everything is.
 */
export async function buildProgram(cli: Cli, argv?: readonly string[]): Promise<Command> {
  const program = emptyProgram(cli);
  const isNamed = (name: string) => argv === undefined || argv.includes(name);
  const isAnyNamed = words.some(({ name }) => isNamed(name));
  for (const { name, group, load } of words) {
    const parent = group === undefined ? program : program.command(name).description(group);
    // Help shows every word; a group is shown by its name alone.
    const isShown = group === undefined && !isAnyNamed;
    if (isNamed(name) || isShown) for (const register of await load()) register(parent, cli);
  }
  return program;
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
  return Math.min(io.stdout.columns ?? 80, 100);
}
