import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { collect } from '../cli/parsers.js';
import type { Options } from './api.run.js';

export function api(program: Command, cli: Cli): void {
  program
    .command('api')
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
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase api GET /get-chatbots --local' +
        '\n  $ cbase api GET /get-leads --query chatbotId={bot} --query size=2 --local --bot "Harbor Coffee"' +
        '\n  $ cbase api POST /update-chatbot-settings -f chatbotId={bot} -f "styles[theme]=dark" --local --bot "Harbor Coffee"',
    )
    .action(acting<Options>(cli, async () => (await import('./api.run.js')).callApi));
}
