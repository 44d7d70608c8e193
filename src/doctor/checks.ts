import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { proxyFor } from '../api/proxy.js';
import { Failure, type FailureKind } from '../base/failure.js';
import { createDirectory, refused, writeFile } from '../base/files/create.js';
import type { Io } from '../base/io.js';
import { isLoopback } from '../base/loopback.js';
import { findKey, hint } from '../config/key.js';
import {
  configDirectory,
  credentialsFile,
  isLeftSpool,
  settingsFile,
  spoolDirectory,
  stateDirectory,
} from '../config/paths.js';
import { readProfile } from '../config/profile.js';
import { type Flags, type Settings, settingsFrom } from '../config/settings.js';
import { readStore } from '../config/store.js';

/** The result of one check. `kind` is how a command would fail because of it. */
export type Finding = {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly kind?: FailureKind;
};

/** An interrupted export, and whether it can be resumed. */
type Stopped = { readonly file: string; readonly mayGoOn: boolean };

/** Makes a request to the API and measures it. */
export type Probe = (settings: Settings) => Promise<{ readonly bots: number; readonly ms: number }>;

/** Checks everything a command depends on, from the machine up to the API. Later checks depend on earlier ones. */
export async function findings(
  io: Io,
  flags: Flags,
  {
    node,
    models,
    stopped,
    probe,
  }: {
    readonly node: string;
    readonly models: () => Promise<{ readonly date: string }>;
    /** Exports that were interrupted before their files were complete. */
    readonly stopped: () => Promise<readonly Stopped[]>;
    readonly probe: Probe;
  },
): Promise<readonly Finding[]> {
  const settings = await finding('settings', () => settingsOf(io, flags));
  return [
    checkNode(node),
    await checkFile(io, settingsFile(io.env, io.home), 'config file'),
    await checkFile(io, credentialsFile(io.env, io.home), 'key file'),
    (await finding('prices', async () => ({ value: true, detail: (await models()).date }))).finding,
    settings.finding,
    ...(settings.value === undefined ? [] : [await checkProxy(io, settings.value)]),
    ...(settings.value === undefined ? [] : await checksOfAccount(io, flags, settings.value, probe)),
    await checkState(io),
    await checkLeftovers(io, await stopped()),
  ];
}

function checkNode(version: string): Finding {
  const [major = 0] = version.replace(/^v/, '').split('.').map(Number);
  const old = major < 22 ? '; upgrade to 22 or newer, which still gets updates' : '';
  return { check: 'node', status: old === '' ? 'ok' : 'warn', detail: `${version}${old}` };
}

async function checkFile(io: Io, path: string, check: string): Promise<Finding> {
  const notices: string[] = [];
  const { finding: found } = await finding(check, async () => {
    const held = await readStore(io, path, (text) => notices.push(text));
    return { value: held, detail: Object.keys(held).length === 0 ? `none (${path})` : path };
  });
  return notices.length > 0 ? { ...found, status: 'warn', detail: notices.join('; ') } : found;
}

async function settingsOf(io: Io, flags: Flags) {
  const profile = await readProfile(io, flags.profile, { needsKey: false });
  const settings = settingsFrom(flags, io.env, profile);
  const where = settings.local ? 'the embedded emulator' : settings.baseUrl.href;
  return {
    value: settings,
    detail: `profile ${profile.name}, ${where}, in ${configDirectory(io.env, io.home)}`,
  };
}

/** Checks the proxy that HTTPS_PROXY and similar variables select. */
async function checkProxy({ env }: Io, { local, baseUrl }: Settings): Promise<Finding> {
  const { finding: found } = await finding('proxy', async () => {
    const proxy = local || isLoopback(baseUrl) ? undefined : await proxyFor(baseUrl, env);
    return { value: true, detail: proxy === undefined ? 'none' : `${proxy.url.host} from ${proxy.variable}` };
  });
  return found;
}

async function checksOfAccount(
  io: Io,
  flags: Flags,
  settings: Settings,
  probe: Probe,
): Promise<readonly Finding[]> {
  const key = await finding('key', async () => {
    if (settings.local) return { value: true, detail: 'not needed' };
    const profile = await readProfile(io, flags.profile);
    const found = await findKey(io.env, profile, settings);
    return { value: true, detail: `${hint(found.key)} from ${found.source.name}` };
  });
  if (key.value === undefined) return [key.finding];
  const network = await finding('network', async () => {
    const { bots, ms } = await probe(settings);
    return {
      value: true,
      detail: `response in ${Math.round(ms)} ms, ${bots} ${bots === 1 ? 'bot' : 'bots'}`,
    };
  });
  return [key.finding, network.finding];
}

/** Writes and removes a test file in the state directory, which imports, incremental exports and chat sessions use. */
async function checkState(io: Io): Promise<Finding> {
  const directory = stateDirectory(io.env, io.home);
  const path = join(directory, `.doctor-${io.uuid()}`);
  const { finding: found } = await finding('state', async () => {
    await createDirectory(directory, 'state');
    await writeFile(path, '\n').catch((error) => {
      throw refused(error, directory, 'state');
    });
    return { value: true, detail: directory };
  });
  await rm(path, { force: true }).catch(() => {});
  // Plain exports and chat questions work without it.
  const without = 'contacts import, exports with --state, chat sessions and --local need it';
  return found.status === 'ok'
    ? found
    : { check: 'state', status: 'warn', detail: `${found.detail}. ${without}` };
}

/** Finds the leftovers of interrupted imports and exports. */
async function checkLeftovers(io: Io, stopped: readonly Stopped[]): Promise<Finding> {
  const spool = spoolDirectory(io.env, io.home);
  const left = (await readdir(spool).catch(() => [])).filter((name) => isLeftSpool(name, io));
  const found = [
    ...(left.length === 0
      ? []
      : [
          `${left.length === 1 ? 'a killed command left data' : `${left.length} killed commands left data`} in ${spool}; the next import removes it. Resume with: cbase contacts import resume`,
        ]),
    ...stopped.map(
      ({ file, mayGoOn }) =>
        `an export was interrupted before ${file} was complete; ${mayGoOn ? 'resume it with --resume' : 'the next export removes its leftovers'}`,
    ),
  ];
  return found.length === 0
    ? { check: 'leftovers', status: 'ok', detail: 'none' }
    : { check: 'leftovers', status: 'warn', detail: found.join('. ') };
}

type Checked<T> = { readonly value: T; readonly detail: string };

async function finding<T>(
  check: string,
  look: () => Promise<Checked<T>>,
): Promise<{ readonly finding: Finding; readonly value: T | undefined }> {
  try {
    const { value, detail } = await look();
    return { finding: { check, status: 'ok', detail }, value };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const detail = [error.message, error.more.advice].filter((part) => part !== undefined).join('. ');
    return { finding: { check, status: 'fail', detail, kind: error.kind }, value: undefined };
  }
}
