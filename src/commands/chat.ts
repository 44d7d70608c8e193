import type { Command } from 'commander';
import { Failure } from '../failure.js';
import type { Io } from '../io.js';
import { acting, type Cli, type Common, refuseFormats } from './options.js';

export type Options = Common & { readonly model?: string; readonly temperature?: string };

export function chat(program: Command, cli: Cli, run = askOnce): void {
  program
    .command('chat')
    .description('Ask a bot one question; the answer is printed as it arrives')
    .argument('[message]', 'the question, or - to read it from stdin')
    .argument('[-]', 'with a question: append what stdin holds')
    .option('--model <name>', 'a model other than the bot’s own; any name is passed on')
    .option('--temperature <n>', '0 (always the same) to 1')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" "Can I return an opened bag?"\n  $ echo "When are you open?" | cbase chat --local --bot "Harbor Coffee"',
    )
    .action(acting<Options>(cli, run));
}

async function askOnce(io: Io, options: Options, message?: string, more?: string): Promise<undefined> {
  const { questionFrom } = await import('../chat/question.js');
  const { converse } = await import('../chat/once.js');
  const { withAccount } = await import('../account/account.js');
  const { chosenBot } = await import('../account/bot.js');
  const { listener } = await import('../terminal/conversation.js');
  const { replyPrinter } = await import('../terminal/reply.js');
  refuseFormats(options, 'chat');
  const temperature = temperatureOf(options.temperature);
  const content = await questionFrom(io, message, more);
  const printer = replyPrinter(io, { ...options, json: options.json || options.format === 'json' });
  await withAccount(options, io, listener(io, options), async (account) => {
    const signal = io.interrupt.soft;
    const bot = await chosenBot(account, signal);
    const question = {
      bot: bot.id,
      messages: [{ role: 'user' as const, content }],
      model: options.model,
      temperature,
      signal,
    };
    const reply = await converse(account.api.chat, question, printer.show, io.monotonic).catch(
      async (error) => {
        await printer.breakOff();
        throw error;
      },
    );
    await printer.end({ bot: { id: bot.id, name: bot.name }, model: options.model, temperature, ...reply });
  });
}

function temperatureOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^(0|1|0?\.\d{1,3}|[01]\.0{1,3}|0\.\d{1,3})$/.test(text)) return Number(text);
  throw new Failure('usage', `--temperature takes a number from 0 to 1, not "${text}"`, {
    advice: 'Try --temperature 0.7',
  });
}
