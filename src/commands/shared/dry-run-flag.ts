import { Option } from 'commander';

/** The flag of a command that writes, and can say what it would write. */
export type DryRunFlag = { readonly dryRun?: boolean };

export function dryRunFlag(): Option {
  return new Option('--dry-run', 'show what would change, field by field; change nothing');
}
