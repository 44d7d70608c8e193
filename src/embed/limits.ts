import { Failure } from '../base/failure.js';
import { count } from '../base/text.js';

/** Chatbase cuts off what exceeds this (documentation: "Identity Verification", "Custom Initial Messages"). */
export const maxCharacters = 1000;

export type Metadata = Readonly<Record<string, string>>;

/** Throws Failure 'usage' for initial messages that Chatbase would cut off, or that are empty. */
export function checkInitialMessages(messages: readonly string[]): void {
  const advice = `Shorten them to ${count(maxCharacters)} characters in total`;
  if (messages.some((text) => text.trim() === ''))
    throw new Failure('usage', 'An initial message is empty', { advice: 'Leave it out' });
  const total = messages.reduce((sum, { length }) => sum + length, 0);
  if (total > maxCharacters)
    throw new Failure(
      'usage',
      `The initial messages have ${count(total)} characters, and Chatbase cuts them off after ${count(maxCharacters)}`,
      { advice },
    );
}

/**
 * A warning for metadata that may be cut off; `undefined` for most. The documentation does not say whether the names of the fields
 * count. Throws Failure 'usage' if the values alone are too long.
 */
export function metadataWarning(metadata: Metadata): string | undefined {
  const values = Object.values(metadata).reduce((sum, { length }) => sum + length, 0);
  const all = values + Object.keys(metadata).reduce((sum, { length }) => sum + length, 0);
  const limit = count(maxCharacters);
  if (values > maxCharacters)
    throw new Failure(
      'usage',
      `The metadata has ${count(values)} characters, and Chatbase cuts it off after ${limit}`,
      {
        advice: 'Leave out fields, or shorten them',
      },
    );
  if (all <= maxCharacters) return undefined;
  return `The metadata has ${count(all)} characters with the names of its fields; Chatbase may cut it off after ${limit}`;
}
