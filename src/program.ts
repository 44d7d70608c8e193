import { Command } from 'commander';
import { api } from './commands/api.js';
import { attrsArchive } from './commands/attrs/archive.js';
import { attrsCreate } from './commands/attrs/create.js';
import { attrsGet } from './commands/attrs/get.js';
import { attrsList } from './commands/attrs/list.js';
import { attrsUpdate } from './commands/attrs/update.js';
import { authLogin } from './commands/auth/login.js';
import { authLogout } from './commands/auth/logout.js';
import { authStatus } from './commands/auth/status.js';
import { botsAsset } from './commands/bots/asset.js';
import { botsCreate } from './commands/bots/create.js';
import { botsDelete } from './commands/bots/delete.js';
import { botsGet } from './commands/bots/get.js';
import { botsList } from './commands/bots/list.js';
import { botsTrain } from './commands/bots/train.js';
import { botsUpdate } from './commands/bots/update.js';
import { chat } from './commands/chat.js';
import { completeBots, completion } from './commands/completion.js';
import { configGet } from './commands/config/get.js';
import { configList } from './commands/config/list.js';
import { configSet } from './commands/config/set.js';
import { configUnset } from './commands/config/unset.js';
import { contactsCreate } from './commands/contacts/create.js';
import { contactsDelete } from './commands/contacts/delete.js';
import { contactsGet } from './commands/contacts/get.js';
import { contactsImport } from './commands/contacts/import.js';
import { contactsList } from './commands/contacts/list.js';
import { contactsUpdate } from './commands/contacts/update.js';
import { convosExport } from './commands/convos/export.js';
import { convosGet } from './commands/convos/get.js';
import { convosList } from './commands/convos/list.js';
import { demo } from './commands/demo.js';
import { doctor } from './commands/doctor.js';
import { emulator } from './commands/emulator.js';
import { leadsExport } from './commands/leads/export.js';
import { leadsGet } from './commands/leads/get.js';
import { leadsList } from './commands/leads/list.js';
import { models } from './commands/models.js';
import { addCommonOptions, type Cli } from './commands/options.js';

/** The whole command tree. Building it reads nothing and writes nothing; the rooms of a command are loaded when it runs. */
export function buildProgram(cli: Cli): Command {
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
  account(program, cli);
  botCommands(program, cli);
  contactCommands(program, cli);
  listCommands(program, cli);
  tools(program, cli);
  return program;
}

function account(program: Command, cli: Cli): void {
  const auth = group(program, 'auth', 'the API key');
  authLogin(auth, cli);
  authStatus(auth, cli);
  authLogout(auth, cli);
  const config = group(program, 'config', 'settings that are kept, by profile');
  configList(config, cli);
  configGet(config, cli);
  configSet(config, cli);
  configUnset(config, cli);
}

function botCommands(program: Command, cli: Cli): void {
  const bots = group(program, 'bots', 'the bots of the account');
  botsList(bots, cli);
  botsGet(bots, cli);
  botsCreate(bots, cli);
  botsUpdate(bots, cli);
  botsTrain(bots, cli);
  botsDelete(bots, cli);
  botsAsset(bots, cli, 'icon');
  botsAsset(bots, cli, 'picture');
  chat(program, cli);
  models(program, cli);
}

function contactCommands(program: Command, cli: Cli): void {
  const contacts = group(program, 'contacts', 'the contacts of a bot');
  contactsImport(contacts, cli);
  contactsList(contacts, cli);
  contactsGet(contacts, cli);
  contactsCreate(contacts, cli);
  contactsUpdate(contacts, cli);
  contactsDelete(contacts, cli);
  const attrs = group(program, 'attrs', 'the custom attributes of a bot’s contacts');
  attrsList(attrs, cli);
  attrsGet(attrs, cli);
  attrsCreate(attrs, cli);
  attrsUpdate(attrs, cli);
  attrsArchive(attrs, cli, true);
  attrsArchive(attrs, cli, false);
}

function listCommands(program: Command, cli: Cli): void {
  const leads = group(program, 'leads', 'what visitors left in the form of a bot');
  leadsList(leads, cli);
  leadsGet(leads, cli);
  leadsExport(leads, cli);
  const convos = group(program, 'convos', 'the conversations of a bot');
  convosList(convos, cli);
  convosGet(convos, cli);
  convosExport(convos, cli);
}

function tools(program: Command, cli: Cli): void {
  api(program, cli);
  doctor(program, cli);
  completion(program, cli);
  completeBots(program, cli);
  emulator(program, cli);
  demo(program, cli);
}

function group(program: Command, name: string, description: string): Command {
  return program.command(name).description(description);
}

function helpWidth({ io }: Cli): number {
  return Math.min(io.stdout.columns ?? 80, 100);
}
