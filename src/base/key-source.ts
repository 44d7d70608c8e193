/** Where an API key came from. */
export type KeySource = {
  /** A `variable` of the environment outranks the key that a login stores in a `profile`. */
  readonly kind: 'variable' | 'profile' | 'other';
  /** For messages: a variable, `profile NAME`, `stdin`, `the prompt`. */
  readonly name: string;
  /** The command line that printed it, where one did. */
  readonly command?: string;
};

/** Where a key came from, for a list or a table: `profile work`, `key command: op read op://Work/key`. */
export function sourceWords({ name, command }: KeySource): string {
  return command === undefined ? name : `key command: ${command}`;
}
