import { Command } from 'commander';
import { attrsList } from './commands/attrs/list.js';
import { botsList } from './commands/bots/list.js';
import { chat } from './commands/chat.js';
import { contactsGet } from './commands/contacts/get.js';
import { contactsImport } from './commands/contacts/import.js';
import { contactsList } from './commands/contacts/list.js';
import { demo } from './commands/demo.js';
import { emulator } from './commands/emulator.js';
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
      '\nThe key is read from CHATBASE_API_KEY or from the file that CHATBASE_API_KEY_FILE names; there is no flag for it.',
    )
    .exitOverride();
  addCommonOptions(program);
  program.configureOutput({
    writeOut: (text) => cli.io.stdout.write(text),
    // What commander has to say about a mistake is said by main, in our words.
    writeErr: () => {},
  });

  const bots = group(program, 'bots', 'the bots of the account');
  botsList(bots, cli);
  chat(program, cli);
  const contacts = group(program, 'contacts', 'the contacts of a bot');
  contactsImport(contacts, cli);
  contactsList(contacts, cli);
  contactsGet(contacts, cli);
  attrsList(group(program, 'attrs', 'the custom attributes of a bot’s contacts'), cli);
  emulator(program, cli);
  demo(program, cli);
  return program;
}

function group(program: Command, name: string, description: string): Command {
  return program.command(name).description(description);
}

function helpWidth({ io }: Cli): number {
  return Math.min(io.stdout.columns ?? 80, 100);
}
