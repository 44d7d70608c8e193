import { quoted } from '../base/escape/shell.js';
import type { Common } from './common-options.js';

/** The flags that select the account and the bot. */
export type Place = Pick<Common, 'bot' | 'local' | 'baseUrl' | 'profile'>;

/**
 * A command line of cbase for the same account and bot as this one: its words, the `value` it is about, and the flags that
 * select them here. Elsewhere, it would look at the wrong one and not find what was written.
 */
export function commandFor(
  { local, baseUrl, profile, bot }: Place,
  words: string,
  value?: string,
  flags: readonly string[] = [],
): string {
  const place = [
    ...(local ? ['--local'] : []),
    ...(baseUrl === undefined ? [] : ['--base-url', baseUrl]),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(bot === undefined ? [] : ['--bot', bot]),
  ];
  // A value that begins like a flag stands behind the end of the flags.
  const isLikeFlag = value?.startsWith('-') === true;
  const named = value === undefined ? [] : [value];
  const order = isLikeFlag ? [...flags, ...place, '--', ...named] : [...named, ...flags, ...place];
  return ['cbase', words, ...order.map(quoted)].join(' ');
}
