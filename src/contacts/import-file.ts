import { access, rm, rmdir } from 'node:fs/promises';
import type { Attributes } from '../api/attrs.js';
import type { Bot } from '../api/bots.js';
import { type Contact, type Contacts, largestPage } from '../api/contacts.js';
import { ApiError } from '../api/error.js';
import type { Io } from '../io.js';
import { derivedId } from './checking/derived-id.js';
import { planColumns } from './columns/plan-columns.js';
import type { ColumnWishes } from './columns/wishes.js';
import { importContacts } from './import.js';
import { type InputFile, openInput, refuseChanged, sha256Of } from './reading/input.js';
import type { Table } from './reading/row.js';
import { type ReadingOptions, readTable } from './reading/table.js';
import { createReport, type Report, refuseOldReport } from './report/report-files.js';
import { type ImportSummary, summaryOf, withReportFailure } from './report/summary.js';
import type { ImportNeeds, ImportPlan } from './run.js';

/** An input that was opened and understood. Close it: standard input was copied into the run's directory. */
export type OpenedImport = {
  readonly file: InputFile;
  readonly table: Table;
  readonly directory: string;
  readonly close: () => Promise<void>;
};

/** Opens an input before anybody is asked for a key or a bot. Throws Failure 'usage' for what cannot be read. */
export async function openImport(
  source: string,
  reading: ReadingOptions,
  directory: string,
  io: Io,
): Promise<OpenedImport> {
  await refuseOldReport(directory);
  const isOurs = await isAbsent(directory);
  let file: InputFile | undefined;
  const close = () => cleanUp(file, isOurs ? directory : undefined);
  try {
    file = await openInput(source, directory, io);
    return { file, table: await readTable(file, reading), directory, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function isAbsent(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    () => true,
  );
}

/** Removes what this run made and nobody wants to keep: its copy of standard input, and its directory when that is empty. */
async function cleanUp(file: InputFile | undefined, ownDirectory: string | undefined): Promise<void> {
  if (file?.isCopy) await rm(file.path, { force: true });
  if (ownDirectory !== undefined) await rmdir(ownDirectory).catch(() => {});
}

export type ImportOrder = {
  readonly bot: Bot;
  readonly api: { readonly contacts: Contacts; readonly attrs: Attributes };
  readonly wishes: ColumnWishes;
  readonly plan: Omit<ImportPlan, 'columns' | 'deriveId'>;
  /** The flags to give again when what is left is imported. */
  readonly again: readonly string[];
  /** Where the key came from, for messages. */
  readonly keySource: string;
  readonly onProgress: ImportNeeds['onProgress'];
};

/** Imports an opened file into a bot and writes its report. Every way of ending that is not a failure has a summary. */
export async function importFile(
  { file, table, directory }: OpenedImport,
  order: ImportOrder,
  io: Io,
): Promise<ImportSummary> {
  const startedAt = io.now();
  // The API drops unknown attributes without a word, so we ask for the schema first.
  const schema = await order.api.attrs.list(order.bot.id, io.interrupt.soft);
  const deriveId = order.wishes.deriveIds ? (email: string) => derivedId(order.bot.id, email) : undefined;
  const plan = { ...order.plan, deriveId, columns: planColumns(table.columns, schema, order.wishes) };
  const report = createReport(directory, table);
  try {
    let sha256 = '';
    const checkInput = async () => {
      await refuseChanged(file);
      sha256 ||= await sha256Of(file.path);
    };
    const result = await importContacts(table, plan, report, { ...needsOf(order, io), checkInput });
    const summary = summaryOf(result, {
      file,
      sha256,
      table,
      plan,
      order,
      report,
      startedAt,
      finishedAt: io.now(),
      signal: io.interrupt.signal(),
    });
    return await reported(report, summary);
  } finally {
    // What kept a file from being closed is in the summary, or on its way up already.
    await report.close().catch(() => {});
  }
}

/** Contacts that were sent are told of even when the disk does not take the report. */
async function reported(report: Report, summary: ImportSummary): Promise<ImportSummary> {
  try {
    await report.finish(summary);
    return summary;
  } catch (error) {
    return withReportFailure(summary, error);
  }
}

function needsOf({ bot, api, onProgress }: ImportOrder, io: Io): Omit<ImportNeeds, 'checkInput'> {
  const { soft, hard } = io.interrupt;
  return {
    create: (encoded) => api.contacts.create(bot.id, encoded, hard),
    page: (page) => api.contacts.page(bot.id, page, largestPage, soft),
    update: updater(api.contacts, bot.id, hard),
    stop: soft,
    random: io.random,
    onProgress,
  };
}

/** `{contactId}` is Chatbase's id in one document and yours in the other: what works once is what works. */
function updater(contacts: Contacts, bot: string, signal: AbortSignal): ImportNeeds['update'] {
  let takesExternalId = false;
  const idOf = ({ id, externalId }: Pick<Contact, 'id' | 'externalId'>) =>
    (takesExternalId ? externalId : id) ?? externalId ?? id ?? '';
  return async (contact, encoded) => {
    try {
      return await contacts.update(bot, idOf(contact), encoded, signal);
    } catch (error) {
      const isWrongKind =
        error instanceof ApiError &&
        error.kind === 'not-found' &&
        !takesExternalId &&
        contact.externalId !== undefined;
      if (!isWrongKind) throw error;
      const updated = await contacts.update(bot, contact.externalId, encoded, signal);
      takesExternalId = true;
      return updated;
    }
  };
}
