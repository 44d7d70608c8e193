import type { Convo } from '../../api/convos.js';
import { momentOf } from '../../api/read.js';
import { isObject, type JsonObject } from '../../base/json.js';
import { localTime } from '../../base/local-time.js';
import { scoreOf } from '../../exports/convos.js';
import type { Transcript } from '../../terminal/transcript.js';

export type TranscriptDeps = {
  readonly nowMs: number;
  /** The zone of times; that of this machine without it. */
  readonly zone: string | undefined;
  /** Where the conversation can be seen, if there is a dashboard. */
  readonly dashboard: string | undefined;
};

/** A conversation as a transcript. */
export function transcriptOf(convo: Convo, { nowMs, zone, dashboard }: TranscriptDeps): Transcript {
  const { id = 'without an id', source, customer, raw } = convo;
  const time = (ms: number | undefined) =>
    ms === undefined ? undefined : localTime(new Date(ms).toISOString(), nowMs, zone);
  const about: readonly (readonly [string, string | undefined])[] = [
    ['created', time(convo.createdAtMs)],
    ['last message', time(convo.changedAtMs)],
    ['source', source],
    ['country', typeof raw.country === 'string' ? raw.country : undefined],
    ['customer', customer],
    ['score', scoreOf(convo)?.toString()],
    ['form', formText(raw.form_submission)],
    ['dashboard', dashboard],
  ];
  const sent = Array.isArray(raw.messages) ? raw.messages.filter(isObject) : [];
  return {
    id,
    about: about.flatMap(([name, value]) => (value ? [[name, value] as const] : [])),
    messages: convo.messages.map(({ role, text }, i) => ({
      role: role || 'unknown',
      text,
      facts: factsOf(sent[i] ?? {}, time),
    })),
  };
}

function factsOf(
  message: JsonObject,
  time: (ms: number | undefined) => string | undefined,
): readonly string[] {
  const sentAt = time(momentOf(message.createdAt ?? message.timestamp));
  const { score } = message;
  const isScore = typeof score === 'number' || (typeof score === 'string' && score !== '');
  return [...(sentAt === undefined ? [] : [sentAt]), ...(isScore ? [`score ${score}`] : [])];
}

/** `name: Anna Weber, email: anna@example.com` */
function formText(form: unknown): string | undefined {
  if (form === null || form === undefined) return undefined;
  if (!isObject(form)) return valueText(form);
  return Object.entries(form)
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join(', ');
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
