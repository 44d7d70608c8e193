import { createAgent } from '../api/agent.js';
import { type Outgoing, sendFailure, sendOnce } from '../api/outgoing.js';
import type { Io } from '../base/io.js';
import { noticeDocument, type RunNotice, slackMessage } from './notice.js';

/** Where a run is told. */
export type NoticeTargets = {
  /** Gets the notice of every run. */
  readonly notify?: URL | undefined;
  readonly format: 'json' | 'slack';
  /** Is requested after a run that succeeded, and was not skipped: an export that hangs would otherwise never be noticed. */
  readonly heartbeat?: URL | undefined;
};

/** How long each request may take, in milliseconds: the run is over, and nobody waits for this. */
const patienceMs = 5000;

/** Sends the notices of a run at once. Never rejects: resolves with what went wrong, named by flag and host, never by path. */
export async function sendNotices(
  io: Pick<Io, 'env' | 'interrupt' | 'version'>,
  { notify, format, heartbeat }: NoticeTargets,
  notice: RunNotice,
): Promise<readonly string[]> {
  const message = format === 'slack' ? slackMessage(notice) : noticeDocument(notice);
  const isSuccess = notice.ending === 'done' && notice.isSkipped !== true;
  const body = Buffer.from(`${JSON.stringify(message)}\n`);
  const sent = await Promise.all([
    notify && failureOf(io, { method: 'POST', url: notify, body }),
    heartbeat && isSuccess && failureOf(io, { method: 'GET', url: heartbeat }),
  ]);
  const [notified, beaten] = sent.map((failure) => failure || undefined);
  return [
    ...(notified === undefined ? [] : [`--notify-url: ${notified}; the notice of this run may be lost`]),
    ...(beaten === undefined ? [] : [`--heartbeat-url: ${beaten}; the heartbeat of this run may be lost`]),
  ];
}

/** What went wrong; `undefined` if nothing did. */
async function failureOf(
  { env, interrupt, version }: Pick<Io, 'env' | 'interrupt' | 'version'>,
  request: Pick<Outgoing, 'method' | 'url' | 'body'>,
): Promise<string | undefined> {
  const { url } = request;
  const closing = new AbortController();
  const headers = { 'user-agent': `cbase/${version}` };
  try {
    const agent = await createAgent(url, env, closing.signal);
    const { status } = await sendOnce(agent, {
      ...{ ...request, headers, timeoutMs: patienceMs, signal: interrupt.soft },
    }).finally(() => agent.destroy());
    if (status >= 200 && status < 300) return undefined;
    return `${url.host} answered ${status}${status >= 300 && status < 400 ? ', and redirects are not followed' : ''}`;
  } catch (error) {
    return sendFailure(error, url);
  } finally {
    closing.abort();
  }
}
