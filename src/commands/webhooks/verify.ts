import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import type { Options } from './verify.run.js';

const help: HelpPage = {
  notes: [
    'The body must be the bytes that were received. If the signature does not fit, the usual causes are tried: a line feed too many, JSON that was written again, another form of the signature.',
  ],
  examples: [
    'cbase webhooks verify body.json --signature "$SIGNATURE"',
    'cbase webhooks verify - --signature "$SIGNATURE" < body.json',
  ],
  endings: { partial: 'the signature does not fit' },
  talksTo: 'nothing',
  readOn: 'docs/webhooks.md',
};

export function webhooksVerify(webhooks: Command, cli: Cli): void {
  withHelp(webhooks.command('verify'), help)
    .description('Check the signature of a body that was received')
    .argument('<file>', 'the body as it was received; - is stdin')
    .requiredOption('--signature <hex>', 'the value of the header x-chatbase-signature')
    .option('--secret-file <file>', 'file with the secret that signs events; - is stdin')
    .action(
      acting<Options>(cli, async () => (await import('./verify.run.js')).verifySignature, {
        ignores: allAccountFlags,
      }),
    );
}
