import { join } from 'node:path';
import type { Api } from '../../api/api.js';
import type { Attributes } from '../../api/attrs.js';
import { type Contact, type Contacts, maxPageSize } from '../../api/contacts.js';
import { ApiError } from '../../api/error.js';
import { isSegment } from '../../api/path.js';
import type { Io } from '../../base/io.js';
import { learnRefusals, refusesWhole } from '../../config/learned.js';
import type { Lease } from '../../config/lease.js';
import { spoolDirectory, spoolName } from '../../config/paths.js';
import type { Column } from '../columns/target.js';
import type { BeforeLog } from '../run/before.js';
import type { ImportDeps } from '../run/deps.js';
import type { Price } from '../run/price.js';
import type { Progress } from '../run/progress.js';

export type ContactApi = Pick<Api, 'contacts' | 'attrs' | 'serverMs'>;

type Supply = {
  readonly api: ContactApi;
  /** The id of the bot. */
  readonly bot: string;
  readonly columns: readonly Column[];
  /** Absent in a dry run. */
  readonly lease: Lease | undefined;
  readonly before: BeforeLog;
  readonly checkInput: () => Promise<void>;
  readonly maxWaitMs: number;
  /** The server, as what is learned about it is stored. */
  readonly origin: string;
  readonly onPriced: (price: Price) => void;
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (text: string) => void;
};

/** What an import needs from the outside, made of a client, a lock and an Io. */
export async function apiDeps(
  io: Io,
  { api, bot, columns, lease, origin, ...given }: Supply,
): Promise<ImportDeps> {
  const { soft, hard } = io.interrupt;
  const { contacts } = api;
  return {
    ...given,
    create: (encoded, ready) => contacts.create(bot, encoded, hard, ready),
    list: (page) => contacts.page(bot, page, maxPageSize, soft),
    page: (page) => contacts.page(bot, page, maxPageSize, hard),
    get: (externalId) => contactIfThere(contacts, bot, externalId, hard),
    update: updater(contacts, bot, hard),
    lostAttributes: () => lostAttributes(api.attrs, bot, columns, hard),
    refusals: {
      areWhole: await refusesWhole(io, origin),
      note: (areWhole) => learnRefusals(io, origin, areWhole),
    },
    ready: async () => lease?.check(),
    stop: soft,
    pause: (ms) =>
      io.sleep(ms, soft).then(
        () => true,
        () => false,
      ),
    serverMs: api.serverMs,
    monotonic: io.monotonic,
    random: io.random,
    spoolPath: () => join(spoolDirectory(io.env, io.home), spoolName(io)),
  };
}

/** The contact with this external id; `undefined` if the server finds none, or does not accept external ids. */
export async function contactIfThere(
  contacts: Contacts,
  bot: string,
  id: string,
  signal: AbortSignal,
): Promise<Contact | undefined> {
  if (!isSegment(id)) return undefined;
  try {
    return await contacts.get(bot, id, signal);
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

/** `{contactId}` is Chatbase's id in one document and the external id in the other: keeps using the one that worked. */
export function updater(contacts: Contacts, bot: string, signal: AbortSignal): ImportDeps['update'] {
  let takesExternalId = false;
  return async ({ id, externalId }, encoded, ready) => {
    const first = (takesExternalId ? externalId : id) ?? externalId ?? id ?? '';
    try {
      return await contacts.update(bot, first, encoded, signal, ready);
    } catch (error) {
      const isOther =
        error instanceof ApiError &&
        error.kind === 'not-found' &&
        externalId !== undefined &&
        first !== externalId;
      if (!isOther) throw error;
      const updated = await contacts.update(bot, externalId, encoded, signal, ready);
      takesExternalId = true;
      return updated;
    }
  };
}

/** Attributes of the plan that have since been archived or deleted. */
async function lostAttributes(
  attrs: Attributes,
  bot: string,
  columns: readonly Column[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const live = new Set(
    (await attrs.list(bot, signal)).filter(({ archived }) => !archived).map(({ name }) => name),
  );
  const planned = columns.flatMap(({ target }) =>
    target.kind === 'attribute' ? [target.attribute.name] : [],
  );
  return new Set(planned.filter((name) => !live.has(name)));
}
