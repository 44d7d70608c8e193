import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { proxyFor } from '../api/proxy.js';
import { createDirectory, refused, writeFile } from '../base/files/create.js';
import type { Io } from '../base/io.js';
import { isLoopback } from '../base/loopback.js';
import {
  configDirectory,
  credentialsFile,
  modelsFile,
  settingsFile,
  stateDirectory,
} from '../config/paths.js';
import { readProfile } from '../config/profile.js';
import { type Flags, type Settings, settingsFrom } from '../config/settings.js';
import { checkAccount, type Probe } from './account.js';
import { type Finding, finding } from './finding.js';
import { checkKept } from './kept.js';
import { checkLeftovers, checkLocks, type LockReport, type StoppedExport } from './leftovers.js';
import { checkNode } from './node.js';
import { checkPrices } from './prices.js';
import { checkDirectory, checkKeyVariable, checkStore } from './private-files.js';
import { checkExports, checkImports, type ExportAge, type UnfinishedImport } from './runs.js';

/** What the checks need from other rooms. */
export type DoctorDeps = {
  /** Whether to repair what can be repaired without losing anything. */
  readonly fix: boolean;
  /** The version of Node. */
  readonly node: string;
  readonly prices: () => Promise<{ readonly date: string }>;
  readonly exports: () => Promise<readonly ExportAge[]>;
  readonly imports: () => Promise<readonly UnfinishedImport[]>;
  readonly locks: LockReport;
  /** Exports that were interrupted before their files were complete. */
  readonly stopped: () => Promise<readonly StoppedExport[]>;
  readonly probe: Probe;
};

/** Checks everything a command depends on, from the machine up to the API, and what earlier commands left behind. */
export async function findings(io: Io, flags: Flags, deps: DoctorDeps): Promise<readonly Finding[]> {
  const { fix } = deps;
  const [config, state] = [configDirectory(io.env, io.home), stateDirectory(io.env, io.home)];
  const files = [
    await checkStore(io, settingsFile(io.env, io.home), 'config file'),
    await checkStore(io, credentialsFile(io.env, io.home), 'key file'),
    ...(await checkKeyVariable(io)),
    ...(await checkDirectory(io, config, fix)),
    ...(await checkDirectory(io, state, fix)),
  ];
  const settings = await finding('settings', () => settingsOf(io, flags));
  const prices = await finding('prices', async () => ({ value: (await deps.prices()).date, detail: '' }));
  const exports = await finding('exports', async () => ({ value: await deps.exports(), detail: '' }));
  return [
    checkNode(deps.node, io.now()),
    ...files,
    prices.value === undefined
      ? prices.finding
      : checkPrices(prices.value, io.now(), modelsFile(io.env, io.home)),
    settings.finding,
    ...(settings.value === undefined ? [] : await checksOfServer(io, flags, settings.value, deps.probe)),
    await checkState(io, state),
    ...(exports.value === undefined ? [exports.finding] : checkExports(exports.value, io.now())),
    ...checkImports(await deps.imports()),
    await checkLocks(deps.locks, fix),
    ...(await checkLeftovers(io, await deps.stopped(), fix)),
    ...(await checkKept(io, fix)),
  ];
}

async function checksOfServer(io: Io, flags: Flags, settings: Settings, probe: Probe) {
  return [await checkProxy(io, settings), ...(await checkAccount(io, flags, settings, probe))];
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

/** Writes and removes a test file in the state directory, which imports, incremental exports and chat sessions use. */
async function checkState(io: Io, directory: string): Promise<Finding> {
  const path = join(directory, `.doctor-${io.uuid()}`);
  const { finding: found } = await finding('state', async () => {
    await createDirectory(directory, 'state');
    await writeFile(path, '\n').catch((error) => {
      throw refused(error, directory, 'state');
    });
    return { value: true, detail: directory };
  });
  await rm(path, { force: true }).catch(() => {});
  if (found.status === 'ok') return found;
  // Plain exports and chat questions work without it.
  const detail = `${found.detail}; contacts import, exports with --state, chat sessions and --local need it`;
  return { check: 'state', status: 'warn', detail, advice: found.advice };
}
