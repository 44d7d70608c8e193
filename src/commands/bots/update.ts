import { type Command, InvalidArgumentError, Option } from 'commander';
import { clearables, isColour } from '../../bots/setting-values.js';
import { type Cli, doing } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { collect, fraction, repeatable, wholeNumber } from '../../cli/parsers.js';
import { dryRunFlag } from '../shared/dry-run-flag.js';
import { writeEndings } from '../shared/write-endings.js';
import type { Options } from './update.run.js';

const help: HelpPage = {
  examples: [
    'cbase bots update --temperature 0.2 --visibility public',
    'cbase bots update --initial-message "Hello!" --clear suggested-messages',
    `cbase bots update --data '{"ipLimit": 20, "ipLimitTimeframe": 240}'`,
  ],
  usual: [
    ...['--name', '--instructions', '--model', '--temperature', '--visibility', '--domain'],
    ...['--initial-message', '--suggested-message', '--clear', '--display-name', '--data', '--dry-run'],
  ],
  endings: writeEndings('the settings were stored'),
};

export function botsUpdate(bots: Command, cli: Cli): void {
  const command = withHelp(bots.command('update'), help)
    .description('Change settings of a bot; settings not given stay unchanged')
    .argument('[bot]', 'bot id or name (or use --bot)');
  talking(command);
  access(command);
  leadForm(command);
  looks(command);
  command
    .option('--data <json>', 'settings under the API’s own names: JSON, or @FILE; flags override it')
    .addOption(dryRunFlag())
    .action(doing<Options>(cli, async () => (await import('./update.run.js')).updateBot));
}

function talking(command: Command): void {
  command
    .option('--name <name>', 'bot name')
    .option('--instructions <text>', 'instructions for the bot: text, or @FILE')
    .option('--initial-message <text>', 'greeting message; repeatable', collect)
    .option('--suggested-message <text>', 'suggested question; repeatable', collect)
    .addOption(
      new Option('--clear <list>', 'empty a list; repeatable')
        .choices(clearables)
        .argParser(
          repeatable<readonly string[]>((value, before = []) => [...before, oneOf(clearables, value)]),
        ),
    )
    .option('--model <name>', 'model name; passed on as given')
    .option('--temperature <n>', 'sampling temperature: 0 (least random) to 1', fraction);
}

function access(command: Command): void {
  command
    .addOption(new Option('--visibility <who>', 'who can chat with the bot').choices(['public', 'private']))
    .option('--only-added-domains', 'show the widget only on the domains set with --domain')
    .option('--no-only-added-domains', 'show the widget on any domain')
    .option('--domain <name>', 'allowed domain for the widget; repeatable', collect)
    .option('--ip-limit <n>', 'maximum messages per device within the timeframe', wholeNumber(0, 999_999_999))
    .option(
      '--ip-limit-timeframe <seconds>',
      'timeframe of --ip-limit in seconds',
      wholeNumber(0, 999_999_999),
    )
    .option('--ip-limit-message <text>', 'message shown when the limit is reached');
}

function leadForm(command: Command): void {
  command
    .option('--lead-title <text>', 'title of the lead form')
    .option('--lead-name <label|off>', 'ask for a name under this label, or off')
    .option('--lead-email <label|off>', 'ask for an email address under this label, or off')
    .option('--lead-phone <label|off>', 'ask for a phone number under this label, or off');
}

function looks(command: Command): void {
  command
    .addOption(new Option('--theme <theme>', 'color theme').choices(['light', 'dark']))
    .option('--user-message-color <#rrggbb>', 'color of the visitor’s messages', colour)
    .option('--button-color <#rrggbb>', 'color of the chat button', colour)
    .option('--display-name <name>', 'name shown in the chat window')
    .option(
      '--auto-open <seconds>',
      'open the chat window after this many seconds; 0 or -1 for never',
      autoOpen,
    )
    .addOption(new Option('--align <side>', 'side of the chat button').choices(['left', 'right']));
}

function oneOf<T extends string>(choices: readonly T[], value: string): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
}

function colour(text: string): string {
  if (isColour(text)) return text;
  throw new InvalidArgumentError('Use a color such as #3b81f7.');
}

function autoOpen(text: string): number {
  if (text === '-1') return -1;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 86_400) return Number(text);
  throw new InvalidArgumentError('Use seconds from 0 to 86400, or -1 for never.');
}
