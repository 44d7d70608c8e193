import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { ChatOptions } from './options.js';

export function isSpoken(io: Io, { screenReader }: Pick<ChatOptions, 'screenReader'>): boolean {
  return screenReader === true || io.env.ACCESSIBLE === '1';
}

/** Detects `--save "What is…?"`, where the question was parsed as the id. */
export function refuseEatenQuestion(io: Io, { save, message }: ChatOptions, words: readonly string[]): void {
  if (typeof save !== 'string' || words.length > 0 || message !== undefined) return;
  if (!/\s/.test(save) && (io.hasPipedInput() || io.stdin.isTTY)) return;
  throw new Failure('usage', '--save took the question as its id', {
    advice: 'Put the question first: cbase chat "…" --save',
  });
}
