import { type Ending, endingMeanings, exitCodes } from '../base/failure.js';
import type { JsonObject } from '../base/json.js';
import { count, durationText } from '../base/text.js';

/** What is told about a run: numbers, and nothing about people. */
export type RunFacts = {
  readonly bot?: { readonly id: string; readonly name: string } | undefined;
  /** The name of an import run. */
  readonly run?: string | undefined;
  /** The state of an incremental export. */
  readonly state?: string | undefined;
  readonly counts: Readonly<Record<string, number>>;
  /** Whether nothing was done, because another run was active: it ends well, and proves nothing. */
  readonly isSkipped?: boolean | undefined;
};

export type RunNotice = RunFacts & {
  /** The words of the command: `leads export`. */
  readonly command: string;
  readonly ending: Ending;
  /** In milliseconds since 1970. */
  readonly startedMs: number;
  readonly finishedMs: number;
  /** The version of cbase. */
  readonly version: string;
};

/** The notice for programs. */
export function noticeDocument(notice: RunNotice): JsonObject {
  const { command, ending, startedMs, finishedMs, version, bot, run, state, counts, isSkipped } = notice;
  return {
    command,
    ok: ending === 'done',
    exit_code: exitCodes[ending],
    ending,
    skipped: isSkipped === true,
    bot: bot?.id ?? null,
    bot_name: bot?.name ?? null,
    run: run ?? null,
    state: state ?? null,
    counts,
    started_at: new Date(startedMs).toISOString(),
    finished_at: new Date(finishedMs).toISOString(),
    cbase: version,
  };
}

/** The notice as a message for Slack and for what understands its messages (Mattermost, Rocket.Chat, Discord's `/slack`). */
export function slackMessage(notice: RunNotice): JsonObject {
  const { command, ending, startedMs, finishedMs, bot, state, run, counts, isSkipped = false } = notice;
  const isDone = ending === 'done' && !isSkipped;
  const sign = isDone ? '✅' : isSkipped || ending === 'partial' || ending === 'empty' ? '⚠️' : '❌';
  const about = [bot && `of ${bot.name}`, state && `(${state})`].filter(Boolean).join(' ');
  const numbers = Object.entries(counts)
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${count(number)} ${calledBy(name, number)}`);
  const end = ending === 'done' ? [] : [`exit ${exitCodes[ending]}: ${endingMeanings[ending]}`];
  const took = `took ${durationText((finishedMs - startedMs) / 1000)}`;
  const skipped = isSkipped ? ['skipped, because another run is active'] : [];
  const parts = [...skipped, ...numbers, ...end, ...(run === undefined ? [] : [`run ${run}`]), took];
  return { text: inert(`${sign} cbase ${command}${about === '' ? '' : ` ${about}`}: ${parts.join(', ')}`) };
}

/** `1 file`, `2 files`, `1 in doubt`. */
function calledBy(name: string, number: number): string {
  const words = name.replaceAll('_', ' ');
  return number === 1 ? words.replace(/s$/, '') : words;
}

/** Slack reads `<…>` as links and mentions, and asks to escape these three characters. */
function inert(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
