import { basename } from 'node:path';
import type { Account } from '../../../account/account.js';
import { chosenBot } from '../../../account/bot.js';
import { type Attribute, attributesIn } from '../../../api/attrs.js';
import type { Bot } from '../../../api/bots.js';
import { Failure } from '../../../base/failure.js';
import { fileText } from '../../../base/files/read.js';
import type { Io } from '../../../base/io.js';
import { jsonOrNothing } from '../../../base/json.js';
import type { KeySource } from '../../../base/key-source.js';
import type { ContactApi } from '../../../contacts/sending/api-deps.js';
import type { ImportFlags } from './flags.js';

/** Where an import goes: a bot of an account, or, for a check without the network, its attributes in a file. */
export type Destination = {
  readonly bot: Bot;
  readonly attributes: readonly Attribute[];
  readonly api: ContactApi;
  readonly keySource: KeySource;
  readonly where: { readonly local: boolean; readonly baseUrl: string };
};

export async function accountDestination(io: Io, account: Account): Promise<Destination> {
  const { api, keySource, settings } = account;
  const bot = await chosenBot(account, io.interrupt.soft);
  // The API silently drops unknown attributes, so fetch the schema first.
  const attributes = await api.attrs.list(bot.id, io.interrupt.soft);
  const where = { local: settings.local, baseUrl: settings.baseUrl.href };
  return { bot, attributes, api, keySource, where };
}

/**
 * A bot that exists only in the file of `attrs list --json`: it has no contacts, and nothing can be sent to it. Throws
 * Failure 'usage' where more than a check is asked for, and for another file.
 */
export async function offlineDestination(
  io: Io,
  { dryRun, key, bot }: Pick<ImportFlags, 'dryRun' | 'key' | 'bot'>,
  path: string,
): Promise<Destination> {
  refuseOnline(dryRun !== true, '--schema replaces the account, so nothing can be sent', 'Add --dry-run');
  refuseOnline(
    key === 'email',
    '--key email looks up contacts, which --schema cannot',
    'Leave out one of them',
  );
  return {
    bot: { id: bot ?? '', name: basename(path), status: undefined, trainedAtMs: undefined, raw: {} },
    attributes: await attributesFrom(io, path),
    api: offlineApi,
    keySource: { kind: 'other', name: '--schema' },
    where: { local: false, baseUrl: 'https://offline.invalid' },
  };
}

function refuseOnline(isAsked: boolean, message: string, advice: string): void {
  if (isAsked) throw new Failure('usage', message, { advice });
}

async function attributesFrom(io: Io, path: string): Promise<readonly Attribute[]> {
  const held = jsonOrNothing(await fileText(io, path));
  const attributes = attributesIn(held);
  if (attributes !== undefined) return attributes;
  throw new Failure('usage', `${path} is not a list of attributes`, {
    advice: 'Write one with: cbase attrs list --json > attributes.json',
  });
}

function unreachable(): never {
  throw new Failure('bug', 'An offline check tried to use the network');
}

/** A dry run only lists contacts. */
const offlineApi: ContactApi = {
  contacts: {
    page: async () => ({ contacts: [], total: 0, totalPages: 0 }),
    get: unreachable,
    create: unreachable,
    update: unreachable,
    remove: unreachable,
  },
  attrs: { list: unreachable, create: unreachable, update: unreachable },
  serverMs: () => undefined,
};
