import type { Bot } from '../../api/bots.js';
import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { botsSeen, credentialsOf, type NewKeyOptions, newKey, rememberBots } from '../../cli/new-key.js';
import { hint, type Key, keyOfProfile, keyVariable } from '../../config/key.js';
import { type Profile, readProfile, storeCredentials } from '../../config/profile.js';
import { type Settings, settingsFrom } from '../../config/settings.js';
import { makeSure } from '../../terminal/make-sure.js';
import { requestLog } from '../../terminal/request-log.js';
import { writeErr } from '../../terminal/streams.js';
import { reportRotation } from './rotate.view.js';

export type Options = NewKeyOptions & { readonly yes?: boolean };

/** Replaces the key of the profile by one that works. Until the new one is stored, nothing is changed. */
export async function rotateKey(io: Io, options: Options): Promise<undefined> {
  const { onNotice } = requestLog(io, options);
  const profile = await readProfile(io, options.profile, { onNotice });
  const settings = settingsFrom(options, io.env, profile);
  refuseOthers(io, options, profile, settings);
  const old = await oldKey(io, options, profile, settings);
  const { key, bots } = await newKey(io, options, { settings, command: 'auth rotate' });
  if (key === old.key && profile.credentials?.keyCommand === options.keyCommand) throw sameKey(profile);
  const isSameAccount = await sameAccount(io, options, old, bots);
  const { origin } = settings.baseUrl;
  await storeCredentials(io, profile.name, credentialsOf(key, options.keyCommand, origin));
  await rememberBots(io, origin, { key, bots });
  await reportRotation(io, options, {
    profile: profile.name,
    settings,
    key: hint(key),
    keyCommand: options.keyCommand,
    replaced: old.key === undefined ? undefined : hint(old.key),
    isSameKey: old.key === key,
    isSameAccount,
    bots: bots.length,
  });
}

/** Throws Failure 'usage' for a key that is not in the profile, and for one that only its password manager can change. */
function refuseOthers({ env }: Io, options: Options, profile: Profile, settings: Settings): void {
  if (settings.local)
    throw new Failure('usage', 'The embedded emulator has no key to rotate', { advice: 'Omit --local' });
  const variable = profile.isByFlag && profile.credentials !== undefined ? undefined : keyVariable(env);
  if (variable !== undefined)
    throw new Failure('usage', `The key comes from ${variable}, where cbase cannot replace it`, {
      advice: `Put the new key there, and check it with: cbase auth status; to rotate the key of a profile, name it with --profile, or unset ${variable}`,
    });
  const command = profile.credentials?.keyCommand;
  if (command === undefined || options.withToken || options.keyCommand !== undefined) return;
  throw new Failure('usage', `The key comes from the key command "${command}", so cbase does not store it`, {
    advice:
      'Replace the key where the command reads it, and check it with: cbase doctor; or name another command with --key-command',
  });
}

function sameKey({ name, credentials }: Profile): Failure {
  const isCommand = credentials?.keyCommand !== undefined;
  return new Failure('usage', `This is the key that the profile ${name} has already; nothing was changed`, {
    advice: isCommand
      ? 'Replace the key where the command reads it; then nothing else is to do'
      : 'Create a new key in the dashboard, and enter that one',
  });
}

/** The old key and what it gives access to; each only if it still works. */
type Old = { readonly key?: string; readonly bots?: readonly Bot[]; readonly why?: string };

/** Only a key that is wrong by now, or a command that fails, may be replaced unseen. Throws every other Failure. */
async function oldKey(io: Io, options: Options, profile: Profile, settings: Settings): Promise<Old> {
  const { onNotice } = requestLog(io, options);
  const why = (error: unknown): Old => {
    const isGone = error instanceof Failure && (error.kind === 'auth' || error.kind === 'usage');
    if (!isGone || profile.credentials?.origin !== settings.baseUrl.origin) throw error;
    return { why: error.message };
  };
  const found = await keyOfProfile(io, profile, settings, { asking: options, onNotice }).catch(why);
  if (!isKey(found)) return found;
  const { key } = found;
  return botsSeen(io, options, settings, found).then(
    (bots): Old => ({ key, bots }),
    (error): Old => ({ ...why(error), key }),
  );
}

function isKey(found: Key | Old): found is Key {
  return 'source' in found;
}

/** Makes sure that both keys are of one account; `undefined` if the old one cannot tell. Throws as `makeSure`. */
async function sameAccount(
  io: Io,
  options: Options,
  old: Old,
  bots: readonly Bot[],
): Promise<boolean | undefined> {
  if (old.bots === undefined) {
    writeErr(io, plainLine(`The accounts of the two keys were not compared: ${old.why}`));
    return undefined;
  }
  const gone = without(old.bots, bots);
  const added = without(bots, old.bots);
  if (gone.length + added.length === 0) return true;
  const words = [
    ...(gone.length === 0 ? [] : [`not ${names(gone)}`]),
    ...(added.length === 0 ? [] : [`also ${names(added)}`]),
  ].join(', but ');
  const difference = `The new key shows other bots than the old one: ${words}`;
  if (options.yes) writeErr(io, plainLine(difference));
  await makeSure(io, options, {
    question: `${difference}. Store it anyway?`,
    statement: `${difference}. It may belong to another account`,
    refused: 'The old key was kept',
  });
  return false;
}

function without(bots: readonly Bot[], others: readonly Bot[]): readonly Bot[] {
  const ids = new Set(others.map(({ id }) => id));
  return bots.filter(({ id }) => !ids.has(id));
}

const maxNamed = 5;

function names(bots: readonly Bot[]): string {
  const named = bots.slice(0, maxNamed).map(({ name }) => name);
  const more = bots.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
