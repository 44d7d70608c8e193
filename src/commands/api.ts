import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { collect } from '../cli/parsers.js';
import type { Options } from './api.run.js';

export function api(program: Command, cli: Cli): void {
  program
    .command('api')
    .description('Make any call of the API, with the same key, waits and errors as every command')
    .argument('<method>', 'GET, POST, PATCH, PUT or DELETE')
    .argument('<path>', 'below the base URL, such as /get-chatbots; {bot} stands for the id of the bot')
    .option(
      '-f, --field <key=value>',
      'a field of the JSON body: JSON where it reads as JSON, else text; nests as a[b]=1, list[]=x; @FILE',
      collect,
    )
    .option('--data <json>', 'the whole body: JSON, or @FILE')
    .option('--query <key=value>', 'a parameter behind the ?', collect)
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase api GET /get-chatbots --local' +
        '\n  $ cbase api GET /get-leads --query chatbotId={bot} --query size=2 --local --bot "Harbor Coffee"' +
        '\n  $ cbase api POST /update-chatbot-settings -f chatbotId={bot} -f "styles[theme]=dark" --local --bot "Harbor Coffee"',
    )
    .action(acting<Options>(cli, async () => (await import('./api.run.js')).callApi));
}
