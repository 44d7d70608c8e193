import type { Command } from 'commander';
import type { Bot } from '../api/bots.js';
import type { Message, Question } from '../api/chat.js';
import type { OneReply } from '../chat/once.js';
import { Failure } from '../failure.js';
import type { Io } from '../io.js';
import { acting, type Cli, type Common, fraction, refuseFormats } from './options.js';
import { usingBot, type Work } from './using.js';

export type Options = Common & {
  readonly message?: string;
  readonly model?: string;
  readonly temperature?: number;
  readonly save?: string | true;
  readonly contact?: string;
  readonly greeting?: boolean;
  readonly retry: boolean;
  readonly jsonl?: boolean;
  readonly safe?: boolean;
  readonly stats?: boolean;
};

export function chat(program: Command, cli: Cli, run = askOnce): void {
  program
    .command('chat')
    .description('Ask a bot one question; the answer is printed as it arrives')
    .argument('[message...]', 'the question; a - at its end adds what stdin holds')
    .option('-m, --message <text>', 'the question, when it must not be taken for flags')
    .option('--model <name>', 'a model other than the bot’s own; any name is passed on')
    .option('--temperature <n>', '0 (always the same) to 1', fraction)
    .option('--save [id]', 'save the conversation in the dashboard, under this id of yours or a new one')
    .option('--contact <id>', 'the contact who asks')
    .option('--greeting', 'begin with the greeting of the bot, as its widget does')
    .option('--no-retry', 'never ask twice, not even after a 429')
    .option('--jsonl', 'a line of JSON for each piece as it comes')
    .option('--safe', 'control characters as text in a pipe as well')
    .option('--stats', 'say how long it took, and what it may have cost')
    .addHelpText(
      'after',
      '\nExit codes: 0 a whole answer, 7 it was cut off or its fate is not known (see --json: "status").' +
        '\n\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" "Can I return an opened bag?"' +
        '\n  $ echo "When are you open?" | cbase chat --local --bot "Harbor Coffee" --stats' +
        '\n  $ cbase chat --local --bot "Harbor Coffee" --save --json Do you ship abroad',
    )
    .action(acting<Options>(cli, run));
}

async function askOnce(io: Io, options: Options, ...words: string[]): Promise<undefined> {
  const { questionFrom } = await import('../chat/question.js');
  const { say } = await import('../terminal/voice.js');
  refuseFormats(options, 'chat');
  const tell = (text: string) => {
    if (!options.quiet) say(io, text);
  };
  refuseEatenQuestion(io, options, words);
  const content = await questionFrom(io, words, options.message, tell);
  const conversationId = options.save === true ? io.uuid() : options.save;
  if (options.save === true) tell(`Saved in the dashboard as ${conversationId}`);
  await usingBot(io, options, (work) => converseWith(io, options, work, { content, conversationId }));
}

/** `--save "What is…?"` takes the question for an id. */
function refuseEatenQuestion(io: Io, { save, message }: Options, words: readonly string[]): void {
  if (typeof save !== 'string' || words.length > 0 || message !== undefined) return;
  if (!/\s/.test(save) && io.hasPipedInput()) return;
  throw new Failure('usage', '--save took the question for an id', {
    advice: 'Put the question first: cbase chat "…" --save',
  });
}

type Asked = { readonly content: string; readonly conversationId: string | undefined };

async function converseWith(io: Io, options: Options, work: Work, asked: Asked): Promise<void> {
  const { converse } = await import('../chat/once.js');
  const { replyPrinter } = await import('../terminal/reply.js');
  const { bot, account } = work;
  const about = await aboutOf(io, options, bot, asked.conversationId);
  const json = options.json || options.format === 'json';
  const printer = replyPrinter(io, { ...options, json }, about);
  const question = questionOf(options, work, asked);
  const world = { monotonic: io.monotonic, keySource: account.keySource };
  const { failure, ...reply } = await converse(account.api.chat, question, printer.show, world);
  const document = { ...about, ...reply, removed_controls: printer.shownControls() };
  if (failure !== undefined) {
    await printer.breakOff();
    throw new Failure(failure.kind, failure.message, { ...failure.more, document });
  }
  await printer.end(document);
  if (options.stats) await sayStats(io, reply, document);
}

function questionOf(options: Options, { bot, signal }: Work, { content, conversationId }: Asked): Question {
  const { model, temperature, contact: contactId, retry: repeat } = options;
  const messages: readonly Message[] = [
    ...(options.greeting ? greetingOf(bot) : []),
    { role: 'user', content },
  ];
  return { bot: bot.id, messages, model, temperature, conversationId, contactId, repeat, signal };
}

/** One message, because roles alternate. */
function greetingOf({ raw }: Bot): readonly Message[] {
  const texts = Array.isArray(raw.initial_messages) ? raw.initial_messages : [];
  const content = texts.filter((text) => typeof text === 'string').join('\n\n');
  return content === '' ? [] : [{ role: 'assistant', content }];
}

/** What is known of an answer before it comes. */
async function aboutOf(io: Io, options: Options, { id, name, raw }: Bot, conversationId: string | undefined) {
  const { estimateOf } = await import('../chat/models.js');
  const model = options.model ?? (typeof raw.model === 'string' ? raw.model : null);
  return {
    bot: { id, name },
    model,
    temperature: options.temperature ?? null,
    conversation_id: conversationId ?? null,
    session: null,
    credits: estimateOf(await pricesFor(io, options), model),
  };
}

/** What a reply costs is worth a notice when it cannot be told, not a question unasked. */
async function pricesFor(io: Io, { quiet }: Options) {
  const { knownModels } = await import('../chat/own-models.js');
  const { modelTable } = await import('../chat/models.js');
  const { plainLine } = await import('../inert/plain.js');
  const { say } = await import('../terminal/voice.js');
  return knownModels(io).catch((error: Error) => {
    if (!quiet) say(io, plainLine(`${error.message}; the prices of this version are used`));
    return modelTable(undefined, '');
  });
}

async function sayStats(
  io: Io,
  { timing }: OneReply,
  {
    model,
    credits,
  }: { readonly model: string | null; readonly credits: { readonly estimate: number | null } },
): Promise<void> {
  const { plainLine } = await import('../inert/plain.js');
  const { say } = await import('../terminal/voice.js');
  const seconds = (ms: number | null) => `${((ms ?? 0) / 1000).toFixed(1)} s`;
  const cost = `≈ ${credits.estimate ?? '?'} credit${credits.estimate === 1 ? '' : 's'}`;
  const times = `${seconds(timing.total_ms)} (first ${seconds(timing.first_byte_ms)})`;
  say(io, plainLine([times, model ?? 'the bot’s own model', cost].join(' · ')));
}
