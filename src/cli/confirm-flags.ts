import { Option } from 'commander';

/** --yes, of every command that asks for confirmation. */
export function yesFlag(): Option {
  return new Option('-y, --yes', 'do not ask for confirmation');
}

/** --confirm, which says yes to one thing only. `what` is what it repeats: `the bot id`. */
export function confirmFlag(what: string): Option {
  return new Option('--confirm <id>', `the same, but checks that this is ${what}`);
}
