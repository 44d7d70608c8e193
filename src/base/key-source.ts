/** Where an API key came from. */
export type KeySource = {
  /** A `variable` of the environment outranks the key that a login stores in a `profile`. */
  readonly kind: 'variable' | 'profile' | 'other';
  /** For messages: a variable, `profile NAME`, `stdin`, `the prompt`. */
  readonly name: string;
};
