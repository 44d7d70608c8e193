import { type Command, Option } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { collect, wholeNumber } from '../../cli/parsers.js';
import { renderings } from '../../terminal/reply/printer.js';
import { addCallFlags, addModelFlags } from '../shared/chat/flags.js';
import type { ChatOptions } from './options.js';

export function chat(program: Command, cli: Cli): void {
  const command = program.command('chat');
  addTalkFlags(command);
  addCompareFlags(command)
    .description('Talk to a bot: in a terminal, with one question, or with several bots or models at once')
    .argument('[message...]', 'the question; a - at its end adds what stdin holds')
    .addHelpText(
      'after',
      '\nWithout a message a terminal opens a conversation: /help in it shows what can be typed.' +
        '\nA file of questions: cbase batch; tests: cbase tests run; what customers asked: cbase replay.' +
        '\nExit codes: 0 a whole answer, 7 it was cut off or its fate is not known, 6 the credit cap is reached.' +
        '\n\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" "Can I return an opened bag?"' +
        '\n  $ echo "When are you open?" | cbase chat --local --bot "Harbor Coffee" --stats' +
        '\n  $ cbase chat --local --bot "Harbor Coffee" --save --json Do you ship abroad' +
        '\n  $ cbase chat --local --bot "Harbor Coffee" --continue And how long does it take' +
        '\n  $ cbase chat --local --bot "Harbor Coffee" --models gpt-4o,gpt-4o-mini Is the decaf any good',
    )
    .action(acting<ChatOptions>(cli, async () => (await import('./chat.run.js')).runChat));
}

function addTalkFlags(command: Command): Command {
  command
    .optionsGroup('Talking:')
    .option('-m, --message <text>', 'the question, when it must not be taken for flags');
  addModelFlags(command)
    .option('--save [id]', 'save the conversation in the dashboard, under this id of yours or a new one')
    .option('--greeting', 'begin with the greeting of the bot, as its widget does');
  return addCallFlags(command)
    .option('--jsonl', 'a line of JSON for each piece as it comes')
    .option('--safe', 'control characters as text in a pipe as well')
    .option('--stats', 'say how long it took, and what it may have cost')
    .addOption(
      new Option('--render <how>', 'styled Markdown, or the text as it is')
        .choices([...renderings])
        .default('auto'),
    )
    .option('--wrap <columns>', 'break lines between words', wholeNumber(20, 1000))
    .option('-c, --continue', 'go on with the last conversation')
    .option('-r, --reopen [id]', 'go on with this conversation: the beginning of its id, or its name')
    .option('--from-conversation <id>', 'go on with a copy of a conversation of the dashboard')
    .option('--no-session', 'keep nothing of the conversation on the disk')
    .option('--no-history', 'keep nothing of what is typed for the arrow keys')
    .option('--screen-reader', 'words instead of signs, a reply when it is whole (ACCESSIBLE=1)')
    .option('--stream', 'the answer as it comes, also with --strict and --screen-reader')
    .option('--no-stream', 'request the whole answer at once, so that its end is always verified')
    .option('--bell', 'with --screen-reader: ring when a reply has ended')
    .option('--osc52', 'let /copy ask the terminal itself to take the text')
    .option('--test-file <file>', 'where /expect and /record write', 'cbase-tests.yaml');
}

function addCompareFlags(command: Command): Command {
  return command
    .optionsGroup('Comparing:')
    .option('--lane <bot=…,model=…>', 'a bot, a model, a temperature; give two to six', collect)
    .option('--models <a,b>', 'these models')
    .option('--bots <a,b>', 'these bots')
    .option('--label <name>', 'what a lane is called, in their order', collect)
    .option('--serial', 'one lane after the other')
    .option('--columns', 'side by side, when all have ended')
    .option('--diff', 'the words that differ from the first lane')
    .option('--blind', 'shuffle the lanes and hide which is which until one is picked')
    .option(
      '--repeat <n>',
      'ask each lane so often, and say how far its answers differ',
      wholeNumber(1, 20),
      1,
    );
}
