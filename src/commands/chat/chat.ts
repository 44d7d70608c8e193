import { type Command, Option } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { collect, wholeNumber } from '../../cli/parsers.js';
import { renderings, type Wrapping } from '../../terminal/reply/renderings.js';
import { addCallFlags, addModelFlags } from '../shared/chat/flags.js';
import type { ChatOptions } from './options.js';

const help: HelpPage = {
  notes: [
    'Without a message, cbase chat opens a conversation in the terminal; type /help there. A file of questions: cbase batch; tests: cbase tests run; what customers asked: cbase replay.',
  ],
  examples: [
    'cbase chat "Can I return an opened bag?"',
    'echo "When are you open?" | cbase chat --stats',
    'cbase chat --save --json Do you ship abroad',
    'cbase chat --continue And how long does it take',
    'cbase chat --models gpt-4o,gpt-4o-mini Is the decaf any good',
  ],
  endings: {
    done: 'the answer is complete',
    limit: 'the credit cap was reached',
    'in-doubt': 'the answer was cut off, or its outcome is unknown',
  },
  readOn: 'docs/chat.md',
  usual: [
    ...['--message', '--continue', '--reopen', '--from-conversation', '--model', '--temperature', '--save'],
    ...['--stats', '--max-credits', '--yes', '--models', '--bots', '--lane'],
  ],
};

export function chat(program: Command, cli: Cli): void {
  const command = withHelp(program.command('chat'), help);
  addTalkFlags(command);
  addCompareFlags(command)
    .summary('Chat with a bot, ask it one question, or compare bots and models')
    .description('Chat with a bot: interactively, with one question, or with several bots or models at once')
    .argument('[message...]', 'the question; end it with - to append stdin')
    .action(acting<ChatOptions>(cli, async () => (await import('./chat.run.js')).runChat));
}

function addTalkFlags(command: Command): Command {
  command
    .optionsGroup('Conversation:')
    .option('-m, --message <text>', 'the question, even if it looks like a flag');
  addModelFlags(command)
    .option('--save [id]', 'save the conversation to the dashboard (optional: your own id)')
    .option('--greeting', 'send the bot’s greeting along as the first message, as its widget does');
  return addCallFlags(command)
    .option('--jsonl', 'print a line of JSON for each chunk as it arrives')
    .option('--safe', 'escape control characters even when stdout is not a terminal')
    .option('--stats', 'print the response time and the estimated cost')
    .addOption(
      new Option('--render <how>', 'print replies as styled Markdown or as plain text')
        .choices([...renderings])
        .default('auto'),
    )
    .option(
      '--wrap <columns>',
      'wrap replies at this width, or off (default: that of the terminal; off in a pipe)',
      wrapping,
    )
    .option('-c, --continue', 'continue the last session')
    .option('-r, --reopen [id]', 'continue a session by id, id prefix or name (default: pick from a list)')
    .option('--from-conversation <id>', 'continue from a copy of a dashboard conversation')
    .option('--no-session', 'do not store the conversation on disk')
    .option('--no-history', 'do not store the input history for the arrow keys')
    .option('--screen-reader', 'words instead of symbols, and whole replies (ACCESSIBLE=1)')
    .option('--stream', 'stream the answer as it arrives, even with --strict or --screen-reader')
    .option('--no-stream', 'request the whole answer at once, so that its end is always verified')
    .option('--bell', 'with --screen-reader: ring the bell after each reply')
    .option('--osc52', 'let /copy use the terminal’s clipboard (OSC 52)')
    .option('--test-file <file>', 'file that /expect and /record write to', 'cbase-tests.yaml');
}

/** `off`, or a width in columns. */
function wrapping(text: string): Wrapping {
  return text === 'off' ? 'off' : wholeNumber(20, 1000)(text);
}

function addCompareFlags(command: Command): Command {
  return command
    .optionsGroup('Comparison:')
    .option('--lane <bot=…,model=…>', 'a lane is one bot, model and temperature; compare two to six', collect)
    .option('--models <a,b>', 'compare these models')
    .option('--bots <a,b>', 'compare these bots')
    .option('--label <name>', 'label of a lane; repeat in lane order', collect)
    .option('--serial', 'ask one lane after the other')
    .option('--columns', 'print answers side by side once all are complete')
    .option('--diff', 'show the words that differ from the first lane')
    .option('--blind', 'shuffle the lanes and hide which is which until one is picked')
    .option(
      '--repeat <n>',
      'ask each lane N times and measure how much its answers vary',
      wholeNumber(1, 20),
      1,
    );
}
