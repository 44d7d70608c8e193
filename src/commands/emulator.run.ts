import { quoted } from '../base/escape/shell.js';
import { inertJson, plainLine } from '../base/escape/terminal.js';
import { diskFailure, Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { isLoopback } from '../base/loopback.js';
import type { Common } from '../cli/common-options.js';
import { durationMs } from '../config/settings.js';
import { parseFault } from '../emulator/faults.js';
import type { Seen } from '../emulator/log.js';
import { parseSwitches } from '../emulator/options.js';
import { parseRate } from '../emulator/rate.js';
import { defaultIdentitySecret, startEmulator } from '../emulator/server.js';
import { timeOfDay } from '../terminal/request-log.js';
import { writeErr, writeOut } from '../terminal/streams.js';

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

export async function serve(io: Io, options: Options): Promise<undefined> {
  const settings = {
    ...(await settingsOf(options)),
    identitySecret: io.env.CHATBASE_IDENTITY_SECRET || undefined,
    onAnswered: options.verbose ? logTo(io) : undefined,
  };
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

/** Logs each request to stderr, like `--verbose` of a client: no key, no body. */
function logTo(io: Io) {
  return ({ method, path, query, status }: Seen, ms: number) => {
    const end = status === undefined ? 'connection closed without a response' : String(status);
    writeErr(
      io,
      `${timeOfDay(io.now())} ${plainLine(`${method} ${path}${query}`)} → ${end} (${Math.round(ms)} ms)\n`,
    );
  };
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
  // A secret that was given is known, and is not printed.
  const secret = io.env.CHATBASE_IDENTITY_SECRET ? undefined : defaultIdentitySecret;
  if (options.json) {
    const facts = { url, key, bot: bot ?? null, token, identitySecret: secret };
    return writeOut(io, `${inertJson(facts)}\n`);
  }
  if (!options.quiet) writeErr(io, 'This is a local emulator, not Chatbase. Press Ctrl-C to stop it.');
  const lines = [
    `export CHATBASE_BASE_URL=${url}`,
    `export CHATBASE_API_KEY=${key}`,
    ...(bot === undefined ? [] : [`export CHATBASE_BOT_ID=${quoted(bot)}`]),
    `export CBASE_EMULATOR_TOKEN=${token}`,
    ...(secret === undefined ? [] : [`export CHATBASE_IDENTITY_SECRET=${secret}`]),
  ];
  return writeOut(io, `${lines.join('\n')}\n`);
}

async function settingsOf(options: Options) {
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
    throw new Failure('usage', `--webhook: "${webhook}" is not a local URL`, {
      advice: 'Write it like http://127.0.0.1:3000/hook',
    });
  }
  return { url: webhook, secret: webhookSecret };
}

async function switchesIn(settings: readonly string[]) {
  return understood(() => parseSwitches(settings), '--set');
}

/** The emulator is a separate component and throws plain errors; turns them into Failures. */
function understood<T>(parse: () => T, flag: string): T {
  try {
    return parse();
  } catch (error) {
    throw new Failure('usage', `${flag}: ${error instanceof Error ? error.message : String(error)}`, {
      advice: 'See: cbase emulator --help',
    });
  }
}

/** Ports that browsers and fetch block; other Chatbase clients use fetch as well. */
const unreachable = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

function refusePort(port: number): void {
  if (unreachable.has(port))
    throw new Failure('usage', `Port ${port} is blocked by fetch and browsers`, {
      advice: 'Choose another --port',
    });
}

function startFailure(error: unknown, { port, seed }: Options): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE' || code === 'EACCES') {
    return new Failure('usage', `Port ${port} cannot be used (${code})`, {
      advice: 'Choose another --port, or use 0 for a free one',
    });
  }
  if (code?.startsWith('SQLITE_'))
    return new Failure('usage', `The data file cannot be used: ${message}`, { advice: 'Check --data' });
  if (error instanceof SyntaxError)
    return new Failure('usage', `${seed} is not JSON: ${message}`, { advice: 'Check --seed' });
  if (code === 'ENOENT')
    return new Failure('usage', `--seed: there is no file "${seed}"`, {
      advice: 'Use demo, busy, empty, or the path of a JSON file',
    });
  if (code === undefined && error instanceof Error)
    return new Failure('usage', `${seed}: ${message}`, { advice: 'The format is in docs/emulator.md' });
  return diskFailure(error, seed, true);
}
