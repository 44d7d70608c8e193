import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { wholeNumber } from '../../cli/parsers.js';
import type { Options } from './send.run.js';

const help: HelpPage = {
  notes: [
    'Without flags, sends a made-up lead. --bot is the chatbotId of the event; it is not looked up. With --repeat, the same event is sent again, as a sender that retries would.',
  ],
  examples: [
    'cbase webhooks send http://127.0.0.1:4011/ --secret-file secret.txt',
    'cbase webhooks send http://127.0.0.1:4011/ --name Ada --repeat 2',
    'cbase webhooks send http://127.0.0.1:4011/ --data event.json',
  ],
  endings: {
    refused: 'the receiver refused the event (4xx)',
    temporary: 'the receiver could not be reached, or failed (408, 429, 5xx)',
    untrusted: 'the receiver answered with a redirect',
  },
  talksTo: 'nothing',
  readOn: 'docs/webhooks.md',
};

export function webhooksSend(webhooks: Command, cli: Cli): void {
  withHelp(webhooks.command('send'), help)
    .description('Send a signed event to a receiver, to try it out')
    .argument('<url>', 'the receiver: https, or http on this machine')
    .option('--secret-file <file>', 'file with the secret that signs events; - is stdin')
    .option('--event <type>', 'event type (default: leads.submit)')
    .option('--conversation <id>', 'id of the conversation (default: a new one)')
    .option('--name <text>', 'name of the customer (default: Ada Example)')
    .option('--email <address>', 'email address of the customer (default: ada@example.com)')
    .option('--phone <number>', 'phone number of the customer (default: +15550100)')
    .option('--data <file>', 'send the bytes of a file instead; - is stdin')
    .option('--repeat <n>', 'how often to send the event', wholeNumber(1, 1000), 1)
    .action(
      acting<Options>(cli, async () => (await import('./send.run.js')).sendEvent, {
        ignores: ['profile', 'baseUrl', 'local'],
      }),
    );
}
