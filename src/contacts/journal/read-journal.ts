import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '../../base/failure.js';
import { fileChunks, wholeLines } from '../../base/files/lines.js';
import { type JournalEvent, journalVersion, readEvent } from './events.js';
import { contentOf, continueJournal, type Journal, type JournalDeps, sumIn } from './journal.js';

/** A line of a journal: its text, and the event it contains. */
export type JournalLine = { readonly line: string; readonly event: JournalEvent };

/**
 * The lines of a journal, in one array per chunk. An incomplete last line is left out: its writer had no confirmation that
 * it was on disk, and had done nothing yet. A missing journal has no lines. Throws Failure 'bug' with the number of the
 * first line that is damaged, foreign or from a newer version: nothing may be concluded from the rest.
 */
export async function* journalLines(path: string): AsyncGenerator<readonly JournalLine[]> {
  let number = 0;
  let sum = '';
  const readLine = (line: string): JournalLine => {
    number++;
    const event = eventIn(line, sum, number, path);
    sum = sumIn(line);
    return { line, event };
  };
  if (await isAbsent(path)) return;
  for await (const lines of wholeLines(fileChunks(path))) yield lines.map(readLine);
}

function isAbsent(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    (error) => error.code === 'ENOENT',
  );
}

function eventIn(line: string, sum: string, number: number, path: string): JournalEvent {
  const event = readEvent(contentOf(line, sum));
  if (number === 1 && (event?.kind !== 'begin' || event.version > journalVersion))
    throw damaged(
      path,
      number,
      event?.kind === 'begin' ? 'was written by a newer cbase' : 'is not the start of an import journal',
    );
  if (event === undefined) throw damaged(path, number, 'is damaged');
  return event;
}

function damaged(path: string, number: number, what: string): Failure {
  return new Failure('bug', `Line ${number} of ${basename(path)} ${what}; nothing was sent (${path})`, {
    advice: 'Import the file again as a new run: contacts that already exist are found and not sent again',
  });
}

/** Continues the journal at `path` after its last complete line. Throws as `journalLines` does. */
export function reopenJournal(path: string, deps: JournalDeps): Promise<Journal> {
  return continueJournal(path, completeLines(path), deps);
}

async function* completeLines(path: string): AsyncGenerator<readonly string[]> {
  for await (const lines of journalLines(path)) yield lines.map(({ line }) => line);
}

/** All events of a journal. */
export async function* journalEvents(path: string): AsyncGenerator<JournalEvent> {
  for await (const lines of journalLines(path)) for (const { event } of lines) yield event;
}
