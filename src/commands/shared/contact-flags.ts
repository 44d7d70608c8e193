import type { Command } from 'commander';
import type { Common } from '../../cli/common-options.js';
import { collect } from '../../cli/parsers.js';
import type { ContactFlags } from '../../contacts/checking/contact-draft.js';

export type DraftFlags = Common & ContactFlags & { readonly data?: string };

/** The flags that describe a contact. */
export function addContactFlags(command: Command): Command {
  return command
    .option('--external-id <id>', 'your own id for the contact')
    .option('--name <name>', 'the name')
    .option('--email <address>', 'the email address')
    .option('--phone <number>', 'the phone number')
    .option('--stripe <label=cus_…>', 'a Stripe account, or label=email; repeat for more', collect)
    .option(
      '--set <attribute=value>',
      'a custom attribute, checked against its type; repeat for more',
      collect,
    )
    .option('--data <json>', 'the contact as JSON with the API’s own names, or @FILE; flags take precedence');
}
