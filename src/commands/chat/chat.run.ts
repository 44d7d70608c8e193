import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import { compareOnce } from './compare.run.js';
import { holdConversation } from './conversation.run.js';
import { modeOf } from './mode.js';
import { askOnce } from './once.run.js';
import type { ChatOptions } from './options.js';

/** Holds a conversation, asks one question, or compares the answers to it. */
export async function runChat(io: Io, options: ChatOptions, ...words: string[]): Promise<Ending | undefined> {
  refuseFormats(options, 'chat');
  switch (modeOf(io, options, words)) {
    case 'compare':
      return compareOnce(io, options, words);
    case 'talk':
      return holdConversation(io, options);
    case 'one':
      return askOnce(io, options, words);
  }
}
