import { type Command, InvalidArgumentError, Option } from 'commander';
import { clearables, isColour } from '../../bots/settings.js';
import { type Cli, doing } from '../../cli/action.js';
import { collect, fraction, wholeNumber } from '../../cli/parsers.js';
import type { Options } from './update.run.js';

export function botsUpdate(bots: Command, cli: Cli): void {
  const command = bots
    .command('update')
    .description('Change settings of a bot; what is not named stays as it is')
    .argument('[bot]', 'its id or name; --bot does as well');
  talking(command);
  access(command);
  leadForm(command);
  looks(command);
  command
    .option('--data <json>', 'settings in the API’s own names: JSON, or @FILE; flags outrank it')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase bots update "Harbor Coffee" --temperature 0.2 --visibility public --local' +
        '\n  $ cbase bots update "Harbor Coffee" --initial-message "Hello!" --clear suggested-messages --local' +
        `\n  $ cbase bots update "Harbor Coffee" --data '{"ipLimit": 20, "ipLimitTimeframe": 240}' --local`,
    )
    .action(doing<Options>(cli, async () => (await import('./update.run.js')).updateBot));
}

function talking(command: Command): void {
  command
    .option('--name <name>', 'what it is called')
    .option('--instructions <text>', 'how it behaves: the text, or @FILE')
    .option('--initial-message <text>', 'how it greets; repeat for more than one', collect)
    .option('--suggested-message <text>', 'a question to offer; repeat for more than one', collect)
    .addOption(
      new Option('--clear <list>', 'empty a list; repeat for more than one')
        .choices(clearables)
        .argParser<readonly string[]>((value, before = []) => [...before, oneOf(clearables, value)]),
    )
    .option('--model <name>', 'which model answers; any name is passed on')
    .option('--temperature <n>', '0 (always the same) to 1', fraction);
}

function access(command: Command): void {
  command
    .addOption(new Option('--visibility <who>', 'who may talk to it').choices(['public', 'private']))
    .option('--only-added-domains', 'show the widget on the listed domains only')
    .option('--no-only-added-domains', 'show it anywhere')
    .option('--domain <name>', 'a domain it may be shown on; repeat for more than one', collect)
    .option('--ip-limit <n>', 'messages from one device …', wholeNumber(0, 999_999_999))
    .option('--ip-limit-timeframe <seconds>', '… in so many seconds', wholeNumber(0, 999_999_999))
    .option('--ip-limit-message <text>', 'what is said beyond that');
}

function leadForm(command: Command): void {
  command
    .option('--lead-title <text>', 'the title of the form that collects leads')
    .option('--lead-name <label|off>', 'ask for a name under this label, or not at all')
    .option('--lead-email <label|off>', 'ask for an e-mail address')
    .option('--lead-phone <label|off>', 'ask for a phone number');
}

function looks(command: Command): void {
  command
    .addOption(new Option('--theme <theme>', 'how it looks').choices(['light', 'dark']))
    .option('--user-message-color <#rrggbb>', 'the colour of the visitor’s messages', colour)
    .option('--button-color <#rrggbb>', 'the colour of the chat button', colour)
    .option('--display-name <name>', 'the name in the chat window')
    .option('--auto-open <seconds>', 'open the window after so long; 0 or -1 for never', autoOpen)
    .addOption(new Option('--align <side>', 'where the chat button is').choices(['left', 'right']));
}

function oneOf<T extends string>(choices: readonly T[], value: string): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
}

function colour(text: string): string {
  if (isColour(text)) return text;
  throw new InvalidArgumentError('It takes a colour such as #3b81f7.');
}

function autoOpen(text: string): number {
  if (text === '-1') return -1;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 86_400) return Number(text);
  throw new InvalidArgumentError('It takes seconds from 0 to 86400, or -1 for never.');
}
