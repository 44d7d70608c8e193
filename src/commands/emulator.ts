import { type Command, Option } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import { allAccountFlags } from '../cli/ignored-flags.js';
import { collect, wholeNumber } from '../cli/parsers.js';
import type { Options } from './emulator.run.js';

const help: HelpPage = {
  examples: [
    'cbase emulator --port 0 --json',
    'cbase emulator --data harbor.db',
    'cbase emulator --fault "GET /get-chatbots status=503 times=2"',
  ],
  talksTo: 'nothing',
  readOn: 'docs/emulator.md',
  usual: ['--port', '--data', '--seed', '--rate', '--latency', '--fault', '--set', '--webhook'],
};

export function emulator(program: Command, cli: Cli): void {
  withHelp(program.command('emulator'), help)
    .description('Run a local Chatbase emulator for testing and learning')
    .option('--port <n>', 'port on 127.0.0.1; 0 picks a free one', wholeNumber(0, 65_535), 4010)
    .option('--data <file>', 'store the data in this file (default: in memory)')
    .option(
      '--seed <what>',
      'initial data of a new database: demo, busy (three bots in use), empty, or a JSON file',
      'demo',
    )
    .addOption(
      new Option('--shape <shape>', 'response format: as observed, or as documented')
        .choices(['observed', 'documented'])
        .default('observed'),
    )
    .option('--rate <n/s>', 'rate limit per sliding window, or none', '100/10s')
    .option('--latency <duration>', 'delay before every response')
    .option('--lag <duration>', 'delay before a written contact becomes visible to reads')
    .option('--pace <duration>', 'pause between words of a chat answer', '20ms')
    .option('--contact-limit <n>', 'maximum number of contacts per bot', wholeNumber(1, 999_999_999))
    .option('--webhook <url>', 'send signed events for new leads to this local URL')
    .option('--webhook-secret <secret>', 'the secret that signs events (default: local-secret)')
    .option('--webhook-secret-file <file>', 'the same, from a file (- is stdin)')
    .option(
      '--set <switch=value>',
      'set a behavior switch, such as existing=overwrite, credits=20 or plan=free; repeatable',
      collect,
    )
    .option(
      '--fault <spec>',
      'inject a fault, once unless times=N (0: always): "POST /chat status=429 header=retry-after:2"',
      collect,
    )
    .action(
      acting<Options>(cli, async () => (await import('./emulator.run.js')).serve, {
        ignores: allAccountFlags,
        printsDocument: false,
      }),
    );
}
