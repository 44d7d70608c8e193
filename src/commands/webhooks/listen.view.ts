import { inertJson, inertJsonText, plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { jsonOrNothing } from '../../base/json.js';
import type { Common } from '../../cli/common-options.js';
import { timeOfDay } from '../../terminal/request-log.js';
import { writeOut } from '../../terminal/streams.js';
import { onOneLine, readEvent } from '../../webhooks/event.js';
import type { SpooledEvent } from '../../webhooks/spool/record.js';
import type { Target } from '../../webhooks/targets/target.js';

const maxEvents = 100;

/** Prints each event: a readable line on a terminal, a line of JSON elsewhere. Throws Failure 'usage' for another format. */
export function printTarget(io: Io, options: Common): Target {
  const isReadable = readable(io, options);
  const shown = ({ body, receivedAt }: SpooledEvent) =>
    isReadable ? readableLine(body, Date.parse(receivedAt)) : inertJsonText(onOneLine(body));
  return {
    name: 'print',
    maxEvents,
    begin: async (cursor) => cursor,
    hand: async (events) => {
      await writeOut(io, events.map((event) => `${shown(event)}\n`).join(''));
      return { kind: 'taken' };
    },
  };
}

function readable(io: Io, { json, format, fields }: Common): boolean {
  if (fields !== undefined)
    throw new Failure('usage', 'webhooks listen prints whole events, so it does not support --fields', {
      advice: 'Leave it out',
    });
  if (format === 'csv' || format === 'id')
    throw new Failure('usage', `webhooks listen does not support --format ${format}`, {
      advice: 'Use --json, or leave it out',
    });
  if (json || format === 'json' || format === 'ndjson') return false;
  return format === 'table' || io.stdout.isTTY === true;
}

/** One event for people, with everything from outside escaped. */
export function readableLine(body: string, receivedMs: number): string {
  const { type, bot, conversation, name, email, phone } = readEvent(body);
  const time = timeOfDay(receivedMs);
  if (type !== 'leads.submit')
    return `${time} ${plainLine(type ?? 'event')}  ${inertJson(jsonOrNothing(body))}`;
  const who = [name, email === undefined ? undefined : `<${email}>`, phone].filter(
    (part) => part !== undefined,
  );
  const where = [
    ...(bot === undefined ? [] : [`bot ${bot}`]),
    ...(conversation === undefined ? [] : [`conversation ${conversation}`]),
  ];
  const lead = who.length === 0 ? '(empty form)' : who.join(' ');
  return `${time} ${plainLine(`${type}  ${lead}${where.length === 0 ? '' : ` · ${where.join(', ')}`}`)}`;
}
