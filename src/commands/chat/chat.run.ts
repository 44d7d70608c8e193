import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import { modeOf } from './mode.js';
import type { ChatOptions } from './options.js';

/** Holds a conversation, asks one question, or compares the answers to it. */
export async function runChat(io: Io, options: ChatOptions, ...words: string[]): Promise<Ending | undefined> {
  refuseFormats(options, 'chat');
  switch (modeOf(io, options, words)) {
    case 'compare':
      return (await import('./compare.run.js')).compareOnce(io, options, words);
    case 'talk':
      return (await import('./conversation.run.js')).holdConversation(io, options);
    case 'one':
      return (await import('./once.run.js')).askOnce(io, options, words);
  }
}
