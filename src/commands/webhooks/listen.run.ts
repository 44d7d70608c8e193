import { access, constants } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { createAgent } from '../../api/agent.js';
import { splitCommand } from '../../base/command-line.js';
import { plainLine } from '../../base/escape/terminal.js';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { isLoopback } from '../../base/loopback.js';
import { counted } from '../../base/text.js';
import type { Common } from '../../cli/common-options.js';
import { webhooksDirectory } from '../../config/paths.js';
import { durationMs } from '../../config/settings.js';
import { timeOfDay } from '../../terminal/request-log.js';
import { writeErr } from '../../terminal/streams.js';
import { type Heard, listen } from '../../webhooks/listen.js';
import type { AnsweredRequest } from '../../webhooks/receiver.js';
import { appendTarget } from '../../webhooks/targets/append.js';
import { execTarget } from '../../webhooks/targets/exec.js';
import { forwardTarget } from '../../webhooks/targets/forward.js';
import type { Target } from '../../webhooks/targets/target.js';
import { refuseBlockedPort } from '../shared/blocked-port.js';
import { targetUrl } from '../shared/target-url.js';
import { webhookSecret } from '../shared/webhook-secret.js';
import { printTarget } from './listen.view.js';

export type Options = Common & {
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly secretFile?: string;
  readonly append?: string;
  readonly forward?: string;
  readonly exec?: string;
  readonly execTimeout?: number;
  readonly dedupe?: boolean;
  readonly requestTimeout?: number;
  readonly spool?: string;
};

const usualExecMs = 30_000;
const usualForwardMs = 30_000;
const usualRequestMs = 10_000;

/** Listens until it is interrupted. */
export async function listenForWebhooks(io: Io, options: Options): Promise<Ending> {
  const { port, host, dedupe = false } = options;
  refuseBlockedPort(port);
  const path = pathOf(options.path);
  const forward = forwardUrl(options);
  const directory = spoolOf(io, options);
  const print = printTarget(io, options);
  const secret = await webhookSecret(io, options);
  const closed = new AbortController();
  const tell = (text: string) => writeErr(io, plainLine(text));
  try {
    const heard = await listen(io, {
      port,
      host,
      path,
      secret,
      directory,
      dedupe,
      requestMs: options.requestTimeout || usualRequestMs,
      targets: [print, ...(await otherTargets(io, options, { forward, closed: closed.signal }))],
      tell,
      onAnswered: (request) => {
        if (options.verbose) tell(requestLine(io, request));
      },
      onListening: (chosen) => {
        refuseLoop(forward, chosen);
        announce(io, options, { port: chosen, path });
      },
    });
    if (!options.quiet) for (const line of endLines(heard, directory)) tell(line);
    return endingOf(io);
  } finally {
    closed.abort();
  }
}

async function otherTargets(
  io: Io,
  { append, exec, execTimeout, timeout }: Options,
  { forward, closed }: { readonly forward: URL | undefined; readonly closed: AbortSignal },
): Promise<readonly Target[]> {
  const targets: Target[] = [];
  if (append !== undefined) targets.push(await appendTarget(append));
  if (exec !== undefined) {
    const command = splitCommand(exec, '--exec');
    await refuseMissing(io, command[0]);
    targets.push(execTarget({ feeds: io.feeds, command, timeoutMs: execTimeout || usualExecMs }));
  }
  if (forward !== undefined) {
    const agent = await createAgent(forward, io.env, closed);
    const timeoutMs = durationMs(timeout, '--timeout') || usualForwardMs;
    targets.push(forwardTarget({ url: forward, agent, userAgent: `cbase/${io.version}`, timeoutMs }));
  }
  return targets;
}

function forwardUrl({ forward }: Options): URL | undefined {
  return forward === undefined ? undefined : targetUrl(forward, '--forward');
}

/** An event that is forwarded to its own listener would come back forever. */
function refuseLoop(forward: URL | undefined, port: number): void {
  if (forward === undefined || !isLoopback(forward)) return;
  if (Number(forward.port || (forward.protocol === 'https:' ? 443 : 80)) === port)
    throw new Failure('usage', '--forward names this listener itself', { advice: 'Name another URL' });
}

function pathOf(path: string): string {
  if (/^\/[\x21-\x7e]*$/.test(path) && !/[?#]/.test(path)) return path;
  throw new Failure('usage', `--path: "${path}" is not a path`, {
    advice: 'Write it like /webhooks/chatbase',
  });
}

/** The spool of the port, so that a listener finds what it left before. */
function spoolOf(io: Io, { spool, port }: Options): string {
  if (spool === '') throw new Failure('usage', '--spool: the name is empty', { advice: 'Name a directory' });
  return spool === undefined ? join(webhooksDirectory(io.env, io.home), `port-${port}`) : resolve(spool);
}

async function refuseMissing({ env }: Io, program: string): Promise<void> {
  const places = program.includes('/')
    ? [program]
    : (env.PATH ?? '').split(delimiter).map((directory) => join(directory, program));
  for (const place of places)
    if (
      await access(place, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return;
  throw new Failure('usage', `--exec: there is no program "${program}" that can be run`, {
    advice: 'Check its name and its permissions',
  });
}

function announce(
  io: Io,
  { quiet, host, port, forward }: Options,
  at: { readonly port: number; readonly path: string },
): void {
  const shown = host.includes(':') ? `[${host}]` : host;
  const url = new URL(`http://${shown}:${at.port}${at.path}`);
  // A port that was picked is known from nowhere else.
  if (!quiet || port === 0) writeErr(io, plainLine(`Listening on ${url.href}; Ctrl-C stops`));
  if (!isLoopback(url))
    writeErr(
      io,
      plainLine(
        `${host} can be reached from other machines, without encryption. Put a proxy with https in front of it, as in docs/webhooks.md`,
      ),
    );
  if (!quiet && forward !== undefined && io.env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    writeErr(io, 'NODE_TLS_REJECT_UNAUTHORIZED=0 has no effect on --forward');
}

function requestLine({ now }: Io, { method, path, status, from, ms }: AnsweredRequest): string {
  return `${timeOfDay(now())} ${method} ${path} → ${status} (${Math.round(ms)} ms, from ${from})`;
}

function endLines({ accepted, duplicates, refused, left }: Heard, directory: string): readonly string[] {
  const counts = [
    `${counted(accepted, 'event')} received`,
    ...(duplicates > 0 ? [`${counted(duplicates, 'duplicate')} dropped`] : []),
    ...(refused > 0 ? [`${counted(refused, 'request')} refused`] : []),
  ];
  const waiting = Object.entries(left).map(
    ([name, n]) =>
      `${counted(n, 'event')} for --${name} ${n === 1 ? 'is' : 'are'} still spooled in ${directory}; the next listener hands ${n === 1 ? 'it' : 'them'} over`,
  );
  return [counts.join(', '), ...waiting];
}

function endingOf({ interrupt }: Io): Ending {
  const endings = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'hangup' } as const;
  return endings[interrupt.signal() ?? 'SIGINT'];
}
