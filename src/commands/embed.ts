import { type Command, Option } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import { collect } from '../cli/parsers.js';
import { platformNames } from '../embed/platforms.js';
import type { Options } from './embed.run.js';

const help: HelpPage = {
  notes: [
    'Prints HTML; where it goes is on stderr, step by step, from the documentation. A bot that is named by its id needs no network and no key.',
    'The documentation shows the addresses of script and iframe only in pictures: what is printed is what websites in the field use.',
    '--tools takes JavaScript (export default { name: async (args, user) => … }), or a JSON list of names for stubs. See docs/embed.md.',
  ],
  examples: [
    'cbase embed',
    'cbase embed --for shopify',
    'cbase embed --identify --initial-messages "Hi!" "How can I help?"',
    'cbase embed --events user-message,tool-call --page --out chat.html',
  ],
  readOn: 'docs/embed.md',
};

export function embed(program: Command, cli: Cli): void {
  withHelp(program.command('embed'), help)
    .description('Print the HTML that embeds a bot in a website')
    .addOption(
      new Option('--for <platform>', 'where the website is made').choices(platformNames).default('html'),
    )
    .addOption(
      new Option(
        '--type <type>',
        'a bubble in the corner, or a part of the page; by default as usual on the platform',
      ).choices(['widget', 'iframe']),
    )
    .option('--identify', 'identify users: your server writes id and user hash into the page')
    .option(
      '--metadata <name=text>',
      'with --identify: tell the bot more about the user; repeatable',
      collect,
    )
    .option('--events <names>', 'log these events of the chat, separated by commas; or all')
    .option('--tools <file>', 'register client-side actions: JavaScript, or a JSON list of names')
    .option('--initial-messages <text...>', 'what the bot says first; 1,000 characters in total')
    .option('--host <domain>', 'custom domain of the bot, such as chat.example.com')
    .option('--page', 'print a whole page instead of a snippet')
    .option('--out <file>', 'write to this file instead of stdout')
    .option('--force', 'replace the file if it exists')
    .action(acting<Options>(cli, async () => (await import('./embed.run.js')).printEmbed));
}
