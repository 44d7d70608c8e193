import type { Command } from 'commander';
import type { BytesAnswer } from '../api/call.js';
import type { RawRequest } from '../api/raw.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { usingAccount } from '../cli/with-account.js';
import { acting, type Cli, type Common, collect, refuseFormats } from './options.js';

export type Options = Common & {
  readonly field?: readonly string[];
  readonly data?: string;
  readonly query?: readonly string[];
};

export function api(program: Command, cli: Cli, run = callApi): void {
  program
    .command('api')
    .description('Make any call of the API, with the same key, waits and errors as every command')
    .argument('<method>', 'GET, POST, PATCH, PUT or DELETE')
    .argument('<path>', 'below the base URL, such as /get-chatbots; {bot} stands for the id of the bot')
    .option(
      '-f, --field <key=value>',
      'a field of the JSON body: JSON where it reads as JSON, else text; nests as a[b]=1, list[]=x; @FILE',
      collect,
    )
    .option('--data <json>', 'the whole body: JSON, or @FILE')
    .option('--query <key=value>', 'a parameter behind the ?', collect)
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase api GET /get-chatbots --local' +
        '\n  $ cbase api GET /get-leads --query chatbotId={bot} --query size=2 --local --bot "Harbor Coffee"' +
        '\n  $ cbase api POST /update-chatbot-settings -f chatbotId={bot} -f "styles[theme]=dark" --local --bot "Harbor Coffee"',
    )
    .action(acting<Options>(cli, run));
}

async function callApi(io: Io, options: Options, method = '', path = ''): Promise<undefined> {
  refuseFormats(options, 'api');
  const { methodOf } = await import('../requests/target.js');
  const verb = methodOf(method);
  const body = await bodyOf(io, options);
  if (verb === 'GET' && body !== undefined)
    throw new Failure('usage', 'A GET has no body', { advice: 'Use --query for parameters' });
  const { chosenBot } = await import('../account/bot.js');
  const { orDoubt } = await import('../account/doubt.js');
  const answer = await usingAccount(io, options, async (account) => {
    const needsBot =
      body?.includes('"{bot}"') || [path, ...(options.query ?? [])].some((text) => text.includes('{bot}'));
    const bot = needsBot ? (await chosenBot(account, io.interrupt.soft)).id : '';
    const request = await requestOf(io, options, verb, path, body, bot);
    const send = () => account.api.raw.send(request);
    return verb === 'GET' ? send() : orDoubt(send, `${verb} ${path}`, 'cbase api GET …');
  });
  await printAnswer(io, answer, options.json === true || options.format === 'json');
}

async function bodyOf(io: Io, { data, field }: Options): Promise<string | undefined> {
  const { argumentText, parsedJson } = await import('../base/files/read.js');
  const { objectFrom } = await import('../requests/fields.js');
  if (data !== undefined && field !== undefined)
    throw new Failure('usage', '--data and --field both say what the body is', { advice: 'Use one of them' });
  if (field !== undefined) return JSON.stringify(await objectFrom(field, io));
  if (data === undefined) return undefined;
  const text = await argumentText(data, io);
  parsedJson(text, '--data');
  return text;
}

async function requestOf(
  io: Io,
  { query = [] }: Options,
  method: RawRequest['method'],
  path: string,
  body: string | undefined,
  bot: string,
): Promise<RawRequest> {
  const { pathOf } = await import('../requests/target.js');
  const target = pathOf(
    path.replaceAll('{bot}', encodeURIComponent(bot)),
    query.map((pair) => pair.replaceAll('{bot}', bot)),
  );
  // Only a whole value stands for the bot: a text may well speak of {bot}.
  const filled = body?.replaceAll('"{bot}"', JSON.stringify(bot));
  return {
    method,
    path: target,
    body: filled === undefined ? undefined : Buffer.from(filled),
    signal: io.interrupt.soft,
  };
}

/** JSON indented and printable, anything else as it came. */
async function printAnswer(io: Io, { body, contentType }: BytesAnswer, isJson: boolean): Promise<void> {
  const { inertJson, plain } = await import('../base/escape/terminal.js');
  const { parseJson } = await import('../base/json.js');
  const { answer } = await import('../terminal/voice.js');
  const text = body.toString('utf8');
  const isSentAsJson = /json/i.test(contentType) && text.trim() !== '';
  if (isJson && !isSentAsJson) return answer(io, `${inertJson(text === '' ? null : text)}\n`);
  if (isSentAsJson) return answer(io, `${inertJson(parseJson(text), 2)}\n`);
  await answer(io, io.stdout.isTTY && text !== '' ? `${plain(text)}\n` : body);
}
