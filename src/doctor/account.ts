import { type ApiError, type ApiErrorKind, asFailure } from '../api/error.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { sourceWords } from '../base/key-source.js';
import { findKey, hint, type Key } from '../config/key.js';
import { readProfile } from '../config/profile.js';
import type { Flags, Settings } from '../config/settings.js';
import { type Finding, failed, finding } from './finding.js';

/** What one request to the API showed. */
export type Probed = { readonly ms: number } & ({ readonly bots: number } | { readonly error: ApiError });

/** Makes a request to the API. Throws Failure where none can be made. */
export type Probe = () => Promise<Probed>;

/** Tells a wrong key from a dead network: what the server said is about the key, and that it said anything, about the network. */
export async function checkAccount(
  io: Io,
  flags: Flags,
  settings: Settings,
  probe: Probe,
): Promise<readonly Finding[]> {
  if (settings.local) {
    const network = await finding('network', async () => answered(await probe()));
    return [{ check: 'key', status: 'ok', detail: 'not needed' }, network.finding];
  }
  const key = await finding('key', async () => {
    const profile = await readProfile(io, flags.profile);
    const found = await findKey(io, profile, settings, { asking: flags });
    return { value: found, detail: keyWords(found) };
  });
  if (key.value === undefined) return [key.finding, skipped('network', 'needs a key')];
  const { source } = key.value;
  const network = await finding('network', async () => ({ value: await probe(), detail: '' }));
  if (network.value === undefined) return [skipped('key', keyWords(key.value)), network.finding];
  if ('bots' in network.value)
    return [key.finding, { check: 'network', status: 'ok', detail: answered(network.value).detail }];
  const { error, ms } = network.value;
  const failure = asFailure(error, source);
  if (!(failure instanceof Failure)) throw error;
  if (!aboutKey.has(error.kind)) return [skipped('key', keyWords(key.value)), unreachable(failure, error)];
  const detail = `${settings.baseUrl.origin} answered in ${Math.round(ms)} ms`;
  return [failed('key', failure), { check: 'network', status: 'ok', detail }];
}

const aboutKey: ReadonlySet<ApiErrorKind> = new Set(['auth', 'forbidden']);

function keyWords({ key, source }: Key): string {
  return `${hint(key)} from ${sourceWords(source)}`;
}

function skipped(check: string, detail: string): Finding {
  return { check, status: 'skip', detail: `${detail}; not checked` };
}

function answered(probed: Probed): { readonly value: Probed; readonly detail: string } {
  if ('error' in probed) throw asFailure(probed.error);
  const bots = `${probed.bots} ${probed.bots === 1 ? 'bot' : 'bots'}`;
  return { value: probed, detail: `response in ${Math.round(probed.ms)} ms, ${bots}` };
}

/** The failure with the layer that failed, where the code of the system tells it. */
function unreachable(failure: Failure, { more: { code } }: ApiError): Finding {
  const found = failed('network', failure);
  const advice = code === undefined ? undefined : adviceByCode[code];
  return advice === undefined ? found : { ...found, advice };
}

const name =
  'Check that the name in the base URL is right, and that DNS works here; set HTTPS_PROXY if this network needs a proxy';
const listener = 'Check the port in the base URL, and that the server or proxy is running';
const route = 'Check the connection, the firewall and HTTPS_PROXY';
const adviceByCode: Readonly<Record<string, string>> = {
  ENOTFOUND: name,
  EAI_AGAIN: name,
  ECONNREFUSED: listener,
  ETIMEDOUT: route,
  ENETUNREACH: route,
  EHOSTUNREACH: route,
};
