import { type Command, Option } from 'commander';
import { diskFailure, Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { isLoopback } from '../base/loopback.js';
import { acting, type Cli, type Common, collect, wholeNumber } from './options.js';

export type Options = Common & {
  readonly port: number;
  readonly data?: string;
  readonly seed: string;
  readonly shape: 'observed' | 'documented';
  readonly rate: string;
  readonly latency?: string;
  readonly lag?: string;
  readonly pace: string;
  readonly contactLimit?: number;
  readonly webhook?: string;
  readonly webhookSecret?: string;
  readonly set?: readonly string[];
  readonly fault?: readonly string[];
};

export function emulator(program: Command, cli: Cli, run = serve): void {
  program
    .command('emulator')
    .description('Run a local Chatbase, for tests, rehearsals and learning')
    .option('--port <n>', 'the port on 127.0.0.1; 0 takes a free one', wholeNumber(0, 65_535), 4010)
    .option('--data <file>', 'keep the data in this file; in memory without it')
    .option('--seed <what>', 'what a fresh database holds: demo, empty, or a JSON file', 'demo')
    .addOption(
      new Option('--shape <shape>', 'answer as was observed, or as is documented')
        .choices(['observed', 'documented'])
        .default('observed'),
    )
    .option('--rate <n/s>', 'requests allowed per sliding window, or none', '100/10s')
    .option('--latency <duration>', 'wait before every answer')
    .option('--lag <duration>', 'how long a written contact stays invisible to reads')
    .option('--pace <duration>', 'pause between two words of a chat answer', '20ms')
    .option('--contact-limit <n>', 'contacts a bot may hold', wholeNumber(1, 999_999_999))
    .option('--webhook <url>', 'tell a new lead to this address on this machine, signed')
    .option('--webhook-secret <secret>', 'what the signature is made with', 'local-secret')
    .option('--set <switch=value>', 'a finer switch, such as existing=overwrite or batch=prefix', collect)
    .option(
      '--fault <spec>',
      'bad weather, such as "POST /chat status=429 header=retry-after:2 times=3"; once unless times says otherwise, 0 for ever',
      collect,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase emulator --port 0 --json\n  $ cbase emulator --data harbor.db --fault "GET /get-chatbots status=503 times=2"',
    )
    .action(acting<Options>(cli, run));
}

async function serve(io: Io, options: Options): Promise<undefined> {
  const { startEmulator } = await import('../emulator/server.js');
  const { parseFault } = await import('../emulator/faults.js');
  const settings = await settingsOf(options);
  const faults = (options.fault ?? []).map((spec) => understood(() => parseFault(spec), '--fault'));
  const server = await startEmulator(settings).catch((error) => {
    throw startFailure(error, options);
  });
  try {
    for (const fault of faults) server.weather.add(fault);
    await announce(io, options, server);
    await stopAsked(io);
  } finally {
    await server.close();
  }
  return undefined;
}

function stopAsked({ interrupt }: Io): Promise<void> {
  return new Promise((resolve) => {
    if (interrupt.soft.aborted) resolve();
    interrupt.soft.addEventListener('abort', () => resolve(), { once: true });
  });
}

type Running = {
  readonly url: string;
  readonly key: string;
  readonly token: string;
  readonly bot: string | undefined;
};

async function announce(io: Io, options: Options, { url, key, token, bot }: Running): Promise<void> {
  const { answer, say } = await import('../terminal/voice.js');
  const { inertJson } = await import('../base/escape/terminal.js');
  const { quoted } = await import('../base/escape/shell.js');
  if (options.json) return answer(io, `${inertJson({ url, key, bot: bot ?? null, token })}\n`);
  if (!options.quiet) say(io, 'This is an emulator on this machine, not Chatbase. Ctrl-C ends it.\n');
  const lines = [
    `export CHATBASE_BASE_URL=${url}`,
    `export CHATBASE_API_KEY=${key}`,
    ...(bot === undefined ? [] : [`export CHATBASE_BOT_ID=${quoted(bot)}`]),
    `export CBASE_EMULATOR_TOKEN=${token}`,
  ];
  return answer(io, `${lines.join('\n')}\n`);
}

async function settingsOf(options: Options) {
  const { durationMs } = await import('../config/settings.js');
  const { parseRate } = await import('../emulator/rate.js');
  refusePort(options.port);
  return {
    port: options.port,
    data: options.data,
    seed: options.seed,
    shape: options.shape,
    rate: options.rate === 'none' ? undefined : understood(() => parseRate(options.rate), '--rate'),
    latencyMs: durationMs(options.latency, '--latency'),
    lagMs: durationMs(options.lag, '--lag'),
    paceMs: durationMs(options.pace, '--pace'),
    trainingMs: 1500,
    contactLimit: options.contactLimit,
    webhook: webhookOf(options),
    switches: await switchesIn(options.set ?? []),
  };
}

function webhookOf({ webhook, webhookSecret = '' }: Options) {
  if (webhook === undefined) return undefined;
  if (!URL.canParse(webhook) || !isLoopback(new URL(webhook))) {
    throw new Failure('usage', `--webhook: "${webhook}" is not an address on this machine`, {
      advice: 'Write it like http://127.0.0.1:3000/hook',
    });
  }
  return { url: webhook, secret: webhookSecret };
}

async function switchesIn(settings: readonly string[]) {
  const { parseSwitches } = await import('../emulator/options.js');
  return understood(() => parseSwitches(settings), '--set');
}

/** The emulator is a house of its own and throws plain errors. */
function understood<T>(parse: () => T, flag: string): T {
  try {
    return parse();
  } catch (error) {
    throw new Failure('usage', `${flag}: ${error instanceof Error ? error.message : String(error)}`, {
      advice: 'See: cbase emulator --help',
    });
  }
}

/** Ports that browsers and fetch refuse to talk to; Chatbase clients in other languages use fetch as well. */
const unreachable = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

function refusePort(port: number): void {
  if (unreachable.has(port))
    throw new Failure('usage', `Port ${port} is one that fetch refuses to talk to`, {
      advice: 'Choose another --port',
    });
}

function startFailure(error: unknown, { port, seed }: Options): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE' || code === 'EACCES') {
    return new Failure('usage', `Port ${port} cannot be used (${code})`, {
      advice: 'Choose another --port, or 0 for a free one',
    });
  }
  if (code?.startsWith('SQLITE_'))
    return new Failure('usage', `The data file cannot be used: ${message}`, { advice: 'Check --data' });
  if (error instanceof SyntaxError)
    return new Failure('usage', `${seed} is not JSON: ${message}`, { advice: 'Check --seed' });
  return diskFailure(error, seed, true);
}
