import { type Command, Option } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { collect, wholeNumber } from '../cli/parsers.js';
import type { Options } from './emulator.run.js';

export function emulator(program: Command, cli: Cli): void {
  program
    .command('emulator')
    .description('Run a local Chatbase, for tests, rehearsals and learning')
    .option('--port <n>', 'the port on 127.0.0.1; 0 takes a free one', wholeNumber(0, 65_535), 4010)
    .option('--data <file>', 'keep the data in this file; in memory without it')
    .option('--seed <what>', 'what a fresh database holds: demo, empty, or a JSON file', 'demo')
    .addOption(
      new Option('--shape <shape>', 'answer as was observed, or as is documented')
        .choices(['observed', 'documented'])
        .default('observed'),
    )
    .option('--rate <n/s>', 'requests allowed per sliding window, or none', '100/10s')
    .option('--latency <duration>', 'wait before every answer')
    .option('--lag <duration>', 'how long a written contact stays invisible to reads')
    .option('--pace <duration>', 'pause between two words of a chat answer', '20ms')
    .option('--contact-limit <n>', 'contacts a bot may hold', wholeNumber(1, 999_999_999))
    .option('--webhook <url>', 'tell a new lead to this address on this machine, signed')
    .option('--webhook-secret <secret>', 'what the signature is made with', 'local-secret')
    .option('--set <switch=value>', 'a finer switch, such as existing=overwrite or batch=prefix', collect)
    .option(
      '--fault <spec>',
      'bad weather, such as "POST /chat status=429 header=retry-after:2 times=3"; once unless times says otherwise, 0 for ever',
      collect,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase emulator --port 0 --json\n  $ cbase emulator --data harbor.db --fault "GET /get-chatbots status=503 times=2"',
    )
    .action(acting<Options>(cli, async () => (await import('./emulator.run.js')).serve));
}
