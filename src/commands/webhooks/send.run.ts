import { type ConnectionAgent, createAgent } from '../../api/agent.js';
import { type Answered, type Outgoing, sendFailure, sendOnce } from '../../api/outgoing.js';
import { type Ending, Failure, gravest } from '../../base/failure.js';
import { inputBytes } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { durationMs } from '../../config/settings.js';
import { checkFields, printFields, printList, type View } from '../../terminal/output.js';
import { sampleEvent } from '../../webhooks/sample.js';
import { sign, signatureHeader } from '../../webhooks/signature.js';
import { targetUrl } from '../shared/target-url.js';
import { webhookSecret } from '../shared/webhook-secret.js';

export type Options = Common & {
  readonly secretFile?: string;
  readonly event?: string;
  readonly conversation?: string;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly data?: string;
  readonly repeat: number;
};

const usualTimeoutMs = 30_000;

/** How the receiver took one event. */
type Sent = {
  readonly attempt: number;
  readonly ms: number;
  readonly signature: string;
} & ({ readonly posted: Answered } | { readonly reason: string });

/** Sends an event as often as asked, one after the other, and prints each response. */
export async function sendEvent(io: Io, options: Options, target: string): Promise<Ending> {
  if (options.fields === true) {
    await printFields(io, options, sentView);
    return 'done';
  }
  checkFields(options, sentView);
  const url = targetUrl(target, 'The URL');
  const timeoutMs = durationMs(options.timeout, '--timeout') || usualTimeoutMs;
  refuseBoth(options);
  const secret = await webhookSecret(io, options);
  const body = await bodyOf(io, options);
  const signature = sign(body, secret);
  const headers = { 'user-agent': `cbase/${io.version}`, [signatureHeader]: signature };
  const signal = io.interrupt.soft;
  const agent = await createAgent(url, io.env, signal);
  try {
    const sent: Sent[] = [];
    for (let attempt = 1; attempt <= options.repeat; attempt++) {
      const made = { url, body, headers, timeoutMs, signal };
      sent.push(await timed(io, agent, made, { attempt, signature }));
      signal.throwIfAborted();
    }
    await printList(io, options, sentView, sent);
    return gravest(sent.map(endingOf));
  } finally {
    agent.destroy();
  }
}

async function timed(
  io: Io,
  agent: ConnectionAgent,
  made: Omit<Outgoing, 'method'>,
  facts: { readonly attempt: number; readonly signature: string },
): Promise<Sent> {
  const startedMs = io.monotonic();
  const result = await sendOnce(agent, { method: 'POST', ...made }).then(
    (posted) => ({ posted }),
    (error) => ({ reason: sendFailure(error, made.url) }),
  );
  return { ...facts, ms: Math.round(io.monotonic() - startedMs), ...result };
}

function endingOf(sent: Sent): Ending {
  if (!('posted' in sent)) return 'temporary';
  const { status } = sent.posted;
  if (status >= 200 && status < 300) return 'done';
  if (status >= 300 && status < 400) return 'untrusted';
  const isFinal = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return isFinal ? 'refused' : 'temporary';
}

const eventFlags = ['event', 'conversation', 'name', 'email', 'phone', 'bot'] as const;

function refuseBoth(options: Options): void {
  const { data, secretFile, typed } = options;
  const other = eventFlags.find((name) => typed?.has(name));
  if (data !== undefined && other !== undefined)
    throw new Failure('usage', `--data is the whole event, so --${other} has no place in it`, {
      advice: 'Use one of them',
    });
  if (data === '-' && secretFile === '-')
    throw new Failure('usage', 'Both the event and the secret would come from stdin', {
      advice: 'Name a file for one of them',
    });
}

async function bodyOf(io: Io, options: Options): Promise<Uint8Array> {
  if (options.data !== undefined) return inputBytes(io, options.data);
  return Buffer.from(sampleEvent({ ...options, conversation: options.conversation ?? io.uuid() }));
}

const statusOf = (sent: Sent) => ('posted' in sent ? sent.posted.status : undefined);
const answerOf = (sent: Sent) => ('posted' in sent ? sent.posted.answer : sent.reason);

const sentView: View<Sent> = {
  columns: {
    attempt: ({ attempt }) => attempt,
    status: statusOf,
    ms: ({ ms }) => ms,
    answer: answerOf,
    signature: ({ signature }) => signature,
  },
  short: ['attempt', 'status', 'ms', 'answer'],
  raw: (sent) => ({
    attempt: sent.attempt,
    status: statusOf(sent) ?? null,
    ms: sent.ms,
    answer: answerOf(sent),
    signature: sent.signature,
  }),
  id: ({ attempt }) => String(attempt),
};
