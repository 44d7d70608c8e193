import { plainLine } from '../../base/escape/terminal.js';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { RunFacts } from '../../notify/notice.js';
import { type NoticeTargets, sendNotices } from '../../notify/send-notices.js';
import { writeErr } from '../../terminal/streams.js';
import type { NotifyFlags } from './notify-flags.js';
import { targetUrl } from './target-url.js';

/** Takes what is told about a run; what it took last counts. */
export type Tell = (facts: RunFacts) => void;

/**
 * Runs `run` and tells how it ended, last of all. What goes wrong with that is a warning: the run ends as it ended. After
 * Ctrl-C nothing is sent. Throws Failure 'usage' before the run for a URL that cannot be used.
 */
export async function notifying(
  io: Io,
  options: NotifyFlags,
  command: string,
  run: (tell: Tell) => Promise<Ending>,
): Promise<Ending> {
  const targets = targetsOf(io, options);
  if (targets === undefined) return run(() => {});
  const startedMs = io.now();
  let facts: RunFacts = { counts: {} };
  const tell: Tell = (told) => {
    facts = told;
  };
  const finish = async (ending: Ending) => {
    if (io.interrupt.soft.aborted) return;
    const notice = { ...facts, command, ending, startedMs, finishedMs: io.now(), version: io.version };
    for (const trouble of await sendNotices(io, targets, notice))
      writeErr(io, plainLine(`Warning: ${trouble}`));
  };
  return run(tell).then(
    async (ending) => {
      await finish(ending);
      return ending;
    },
    async (error: unknown) => {
      await finish(error instanceof Failure ? error.kind : 'bug');
      throw error;
    },
  );
}

function targetsOf({ env }: Io, options: NotifyFlags): NoticeTargets | undefined {
  const [byFlag, format] = [options.notifyUrl, options.notifyFormat];
  const notify = urlOf(byFlag, '--notify-url', env.CBASE_NOTIFY_URL, 'CBASE_NOTIFY_URL');
  const heartbeat = urlOf(
    options.heartbeatUrl,
    '--heartbeat-url',
    env.CBASE_HEARTBEAT_URL,
    'CBASE_HEARTBEAT_URL',
  );
  if (format !== undefined && notify === undefined)
    throw new Failure('usage', '--notify-format has no effect without --notify-url', {
      advice: 'Add --notify-url, or leave it out',
    });
  return notify === undefined && heartbeat === undefined
    ? undefined
    : { notify, heartbeat, format: format ?? 'json' };
}

function urlOf(
  typed: string | undefined,
  flag: string,
  inEnvironment: string | undefined,
  variable: string,
): URL | undefined {
  if (typed !== undefined) return targetUrl(typed, flag);
  return inEnvironment ? targetUrl(inEnvironment, variable) : undefined;
}
