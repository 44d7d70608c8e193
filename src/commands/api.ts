import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import { collect } from '../cli/parsers.js';
import type { Options } from './api.run.js';

const help: HelpPage = {
  examples: [
    'cbase api GET /get-chatbots',
    'cbase api GET /get-leads --query chatbotId={bot} --query size=2',
    'cbase api POST /update-chatbot-settings -f chatbotId={bot} -f temp=0.5',
  ],
  endings: { 'in-doubt': 'it is not known whether a request other than GET was carried out' },
};

export function api(program: Command, cli: Cli): void {
  withHelp(program.command('api'), help)
    .summary('Send any API request')
    .description('Send any API request, with the key, retries and errors of the other commands')
    .argument('<method>', 'GET, POST, PATCH, PUT or DELETE')
    .argument('<path>', 'path below the base URL, such as /get-chatbots; {bot} is replaced by the bot id')
    .option(
      '-f, --field <key=value>',
      'field of the JSON body: JSON if it parses, else text; nested as a[b]=1, list[]=x; @FILE',
      collect,
    )
    .option('--data <json>', 'the whole request body: JSON, or @FILE')
    .option('--query <key=value>', 'add a query parameter', collect)
    .action(acting<Options>(cli, async () => (await import('./api.run.js')).callApi));
}
