import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { duration, wholeNumber } from '../../cli/parsers.js';
import type { Options } from './listen.run.js';

const help: HelpPage = {
  notes: [
    'Prints each event: readable on a terminal, as a line of JSON elsewhere. An event is answered with 200 once it is on disk, and stays there until --append, --exec and --forward have it, in order and across restarts. What a receiver refuses for good (4xx, or an exit code other than 0 and 75) is set aside in a file.',
    'Listens on this machine only. To receive events of Chatbase, put a proxy or a tunnel in front of it. The signature does not prove that an event is new: --dedupe drops those of a known conversation.',
  ],
  examples: [
    'cbase webhooks listen --secret-file secret.txt --append leads.ndjson',
    'cbase webhooks listen --forward https://crm.example.com/leads',
    'cbase webhooks listen --exec "./notify --channel sales" --dedupe',
  ],
  usual: ['--port', '--secret-file', '--append', '--forward', '--exec', '--dedupe', '--path', '--host'],
  endings: {
    locked: 'another listener uses the same spool',
    interrupted: 'stopped by Ctrl-C, after what was accepted was finished',
    terminated: 'stopped by SIGTERM, after what was accepted was finished',
  },
  talksTo: 'nothing',
  readOn: 'docs/webhooks.md',
};

export function webhooksListen(webhooks: Command, cli: Cli): void {
  withHelp(webhooks.command('listen'), help)
    .description('Receive signed events, and print, store, run or forward each of them')
    .option('--port <n>', 'port to listen on; 0 picks a free one', wholeNumber(0, 65_535), 4011)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--path <path>', 'path that receives events', '/')
    .option('--secret-file <file>', 'file with the secret that signs events; - is stdin')
    .option('--append <file>', 'append each event to a file, as a line of JSON')
    .option('--forward <url>', 'post each event to a URL as it came; retries until it is taken')
    .option('--exec <command>', 'run a program for each event, which it gets on stdin; without a shell')
    .option('--exec-timeout <duration>', 'how long the program may take (default 30s)', duration)
    .option('--dedupe', 'drop events of a conversation that an earlier event came from')
    .option('--request-timeout <duration>', 'how long a request may take to arrive (default 10s)', duration)
    .option('--spool <dir>', 'directory for events that wait (default: one per port, see docs)')
    .action(
      acting<Options>(cli, async () => (await import('./listen.run.js')).listenForWebhooks, {
        ignores: ['bot', 'profile', 'baseUrl', 'local'],
      }),
    );
}
