import { quoted } from '../base/escape/shell.js';
import { inertJson, plainLine } from '../base/escape/terminal.js';
import { diskFailure, Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { isLoopback } from '../base/loopback.js';
import { onAbort } from '../base/on-abort.js';
import type { Common } from '../cli/common-options.js';
import { durationMs } from '../config/settings.js';
import { parseFault } from '../emulator/faults.js';
import type { Seen } from '../emulator/log.js';
import { parseSwitches } from '../emulator/options.js';
import { parseRate } from '../emulator/rate.js';
import { defaultIdentitySecret, startEmulator } from '../emulator/server.js';
import { timeOfDay } from '../terminal/request-log.js';
import { writeErr, writeOut } from '../terminal/streams.js';
import { refuseBlockedPort } from './shared/blocked-port.js';
import { webhookSecret } from './shared/webhook-secret.js';

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
  readonly webhookSecretFile?: string;
  readonly set?: readonly string[];
  readonly fault?: readonly string[];
};

export async function serve(io: Io, options: Options): Promise<undefined> {
  const settings = {
    ...(await settingsOf(io, options)),
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
    onAbort(interrupt.soft, resolve);
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

async function settingsOf(io: Io, options: Options) {
  refuseBlockedPort(options.port);
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
    webhook: await webhookOf(io, options),
    switches: await switchesIn(options.set ?? []),
  };
}

async function webhookOf(io: Io, options: Options) {
  const { webhook, webhookSecret: typed, webhookSecretFile: file } = options;
  const flag = typed === undefined ? '--webhook-secret-file' : '--webhook-secret';
  if (typed !== undefined && file !== undefined)
    throw new Failure('usage', '--webhook-secret and --webhook-secret-file both name the secret', {
      advice: 'Use one of them',
    });
  if (webhook === undefined) {
    if (typed === undefined && file === undefined) return undefined;
    throw new Failure('usage', `${flag} has no effect without --webhook`, { advice: 'Add --webhook' });
  }
  if (!URL.canParse(webhook) || !isLoopback(new URL(webhook))) {
    throw new Failure('usage', `--webhook: "${webhook}" is not a local URL`, {
      advice: 'Write it like http://127.0.0.1:3000/hook',
    });
  }
  return { url: webhook, secret: typed ?? (await emulatorSecret(io, options)) };
}

/** An emulator has no dashboard to copy a secret from, so it needs none to be told. */
async function emulatorSecret(io: Io, { webhookSecretFile, quiet }: Options): Promise<string> {
  if (webhookSecretFile === undefined && io.env.CHATBASE_WEBHOOK_SECRET === undefined) {
    if (!quiet) writeErr(io, `Events are signed with the secret "${usualSecret}"`);
    return usualSecret;
  }
  return webhookSecret(io, { secretFile: webhookSecretFile, quiet }, '--webhook-secret-file');
}

const usualSecret = 'local-secret';

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

function startFailure(error: unknown, { port, seed, data }: Options): unknown {
  const { code, message, syscall, path } = error as NodeJS.ErrnoException;
  if (syscall === 'listen') {
    return new Failure('usage', `Port ${port} cannot be used (${code})`, {
      advice: 'Choose another --port, or use 0 for a free one',
    });
  }
  if (code?.startsWith('SQLITE_'))
    return new Failure('usage', `The data file cannot be used: ${message}`, { advice: 'Check --data' });
  if (data !== undefined && path !== undefined && path !== seed)
    return new Failure('usage', `--data: ${data} cannot be created (${code})`, {
      advice: 'Choose a file in a directory that you may write to',
    });
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
