import { createAgent } from '../api/agent.js';
import { type Outgoing, sendFailure, sendOnce } from '../api/outgoing.js';
import type { Io } from '../base/io.js';
import { noticeDocument, type RunNotice, slackMessage } from './notice.js';

/** Where a run is told. */
export type NoticeTargets = {
  /** Gets the notice of every run. */
  readonly notify?: URL | undefined;
  readonly format: 'json' | 'slack';
  /** Is requested after a run that succeeded. */
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
  const body = Buffer.from(`${JSON.stringify(message)}\n`);
  const sent = await Promise.all([
    notify && told(io, '--notify-url', { method: 'POST', url: notify, body }),
    heartbeat && notice.ending === 'done' && told(io, '--heartbeat-url', { method: 'GET', url: heartbeat }),
  ]);
  return sent.filter((trouble) => typeof trouble === 'string');
}

/** What went wrong; `undefined` if nothing did. */
async function told(
  { env, interrupt, version }: Pick<Io, 'env' | 'interrupt' | 'version'>,
  flag: string,
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
    return status >= 200 && status < 300 ? undefined : `${flag}: ${url.host} answered ${status}`;
  } catch (error) {
    return `${flag}: ${sendFailure(error, url)}`;
  } finally {
    closing.abort();
  }
}
