import type { Command } from 'commander';
import type { Ending } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { addChatFlags, type ChatOptions } from './chatting/flags.js';
import { modeOf } from './chatting/mode.js';
import { acting, type Cli } from '../cli/action.js';

export type Options = ChatOptions;

export function chat(program: Command, cli: Cli, run = chatWith): void {
  addChatFlags(program.command('chat'))
    .description('Talk to a bot: in a terminal, with one question, with a file of them, or as a test')
    .argument('[message...]', 'the question; a - at its end adds what stdin holds')
    .addHelpText(
      'after',
      '\nWithout a message a terminal opens a conversation: /help in it shows what can be typed.' +
        '\nExit codes: 0 a whole answer, 7 it was cut off or its fate is not known, 3 some prompts or tests did not pass,' +
        '\n6 the credit cap is reached.' +
        '\n\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" "Can I return an opened bag?"' +
        '\n  $ echo "When are you open?" | cbase chat --local --bot "Harbor Coffee" --stats' +
        '\n  $ cbase chat --local --bot "Harbor Coffee" --save --json Do you ship abroad' +
        '\n  $ cbase chat --local --bot "Harbor Coffee" --continue And how long does it take' +
        '\n  $ cbase chat --local --bot "Harbor Coffee" --models gpt-4o,gpt-4o-mini Is the decaf any good' +
        '\n  $ printf "Do you ship abroad?\\nIs there decaf?\\n" | cbase chat --local --bot "Harbor Coffee" --batch -',
    )
    .action(acting<Options>(cli, run));
}

async function chatWith(io: Io, options: Options, ...words: string[]): Promise<Ending | undefined> {
  const { refuseFormats } = await import('../cli/action.js');
  refuseFormats(options, 'chat');
  switch (modeOf(io, options, words)) {
    case 'batch':
      return (await import('./chatting/batch.js')).runBatch(io, options);
    case 'test':
      return (await import('./chatting/tests.js')).runTestFile(io, options);
    case 'replay':
      return (await import('./chatting/replay.js')).runReplay(io, options);
    case 'compare':
      return (await import('./chatting/compare.js')).compareOnce(io, options, words);
    case 'talk':
      return (await import('./chatting/talk.js')).talk(io, options);
    case 'one':
      return (await import('./chatting/one.js')).askOnce(io, options, words);
  }
}
