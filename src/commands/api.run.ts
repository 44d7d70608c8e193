import { chosenBot } from '../account/bot.js';
import { orDoubt } from '../account/doubt.js';
import type { BytesAnswer } from '../api/call.js';
import type { RawRequest } from '../api/raw.js';
import { inertJson, plain } from '../base/escape/terminal.js';
import { Failure } from '../base/failure.js';
import { argumentText, parsedJson } from '../base/files/read.js';
import type { Io } from '../base/io.js';
import { parseJson } from '../base/json.js';
import { refuseFormats } from '../cli/action.js';
import type { Common } from '../cli/common-options.js';
import { commandFor } from '../cli/look.js';
import { withAccount } from '../cli/with-account.js';
import { objectFrom } from '../requests/fields.js';
import { methodOf, pathOf } from '../requests/target.js';
import { writeOut } from '../terminal/streams.js';

export type Options = Common & {
  readonly field?: readonly string[];
  readonly data?: string;
  readonly query?: readonly string[];
};

export async function callApi(io: Io, options: Options, method = '', path = ''): Promise<undefined> {
  refuseFormats(options, 'api');
  const verb = methodOf(method);
  const body = await bodyOf(io, options);
  if (verb === 'GET' && body !== undefined)
    throw new Failure('usage', 'A GET request has no body', { advice: 'Use --query for parameters' });
  const answer = await withAccount(io, options, async (account) => {
    const needsBot =
      body?.includes('"{bot}"') || [path, ...(options.query ?? [])].some((text) => text.includes('{bot}'));
    const bot = needsBot ? (await chosenBot(account, io.interrupt.soft)).id : '';
    const request = await requestOf(io, options, { method: verb, path, body, bot });
    const send = () => account.api.raw.send(request);
    return verb === 'GET'
      ? send()
      : orDoubt(send, { deed: `${verb} ${path}`, look: `${commandFor(options, 'api GET')} …` });
  });
  await printAnswer(io, answer, options.json === true || options.format === 'json');
}

async function bodyOf(io: Io, { data, field }: Options): Promise<string | undefined> {
  if (data !== undefined && field !== undefined)
    throw new Failure('usage', '--data and --field both set the request body', { advice: 'Use one of them' });
  if (field !== undefined) return JSON.stringify(await objectFrom(io, field));
  if (data === undefined) return undefined;
  const text = await argumentText(io, data);
  parsedJson(text, '--data');
  return text;
}

type RequestParts = {
  readonly method: RawRequest['method'];
  readonly path: string;
  readonly body: string | undefined;
  /** Stands for {bot}. */
  readonly bot: string;
};

async function requestOf(
  io: Io,
  { query = [] }: Options,
  { method, path, body, bot }: RequestParts,
): Promise<RawRequest> {
  const target = pathOf(
    path.replaceAll('{bot}', encodeURIComponent(bot)),
    query.map((pair) => pair.replaceAll('{bot}', bot)),
  );
  // Replace only whole values: a longer text may contain {bot} literally.
  const filled = body?.replaceAll('"{bot}"', JSON.stringify(bot));
  return {
    method,
    path: target,
    body: filled === undefined ? undefined : Buffer.from(filled),
    signal: io.interrupt.soft,
  };
}

/** Prints JSON indented and escaped for the terminal, anything else as received. */
async function printAnswer(io: Io, { body, contentType }: BytesAnswer, isJson: boolean): Promise<void> {
  const text = body.toString('utf8');
  const isSentAsJson = /json/i.test(contentType) && text.trim() !== '';
  if (isJson && !isSentAsJson) return writeOut(io, `${inertJson(text === '' ? null : text)}\n`);
  if (isSentAsJson) return writeOut(io, `${inertJson(parseJson(text), 2)}\n`);
  await writeOut(io, io.stdout.isTTY && text !== '' ? `${plain(text)}\n` : body);
}
