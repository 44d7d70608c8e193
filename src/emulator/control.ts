import type { IncomingMessage } from 'node:http';
import { Refusal, type Result, type World } from './answers.js';
import { storedAssets } from './assets.js';
import { addConversation } from './conversations.js';
import { readFault, type Weather } from './faults.js';
import { sameText } from './guard.js';
import { submitLead } from './leads.js';
import type { RequestLog } from './log.js';

type Controlled = {
  readonly world: World;
  readonly token: string;
  readonly weather: Weather;
  readonly log: RequestLog;
};

/**
 * The control API: returns logged requests, adds faults, creates leads and conversations as customers would, and resets
 * the emulator. Requires the token printed at startup.
 */
export async function control(
  { world, token, weather, log }: Controlled,
  request: IncomingMessage,
  url: URL,
  raw: Buffer,
): Promise<Result> {
  if (!sameText(request.headers.authorization ?? '', `Bearer ${token}`))
    return { status: 401, json: { message: 'Wrong emulator token' } };
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /_emulator/requests':
      return { status: 200, json: { requests: log.all() } };
    case 'POST /_emulator/faults':
      return addFaults(weather, raw);
    case 'GET /_emulator/assets':
      return { status: 200, json: { assets: storedAssets(world) } };
    case 'POST /_emulator/leads':
      return added(raw, (sent) => submitLead(world, sent));
    case 'POST /_emulator/conversations':
      return added(raw, async (sent) => addConversation(world, sent));
    case 'POST /_emulator/reset':
      weather.clear();
      log.clear();
      return { status: 200, json: { message: 'Faults and logged requests cleared' } };
    default:
      return { status: 404, json: { message: known } };
  }
}

const known = 'Available: GET requests, GET assets, POST faults, POST leads, POST conversations, POST reset';

/** Adds one item, or each item of a list. */
async function added(raw: Buffer, add: (sent: unknown) => Promise<unknown>): Promise<Result> {
  try {
    const sent: unknown = JSON.parse(raw.toString('utf8'));
    const made: unknown[] = [];
    for (const one of Array.isArray(sent) ? sent : [sent]) made.push(await add(one));
    return { status: 200, json: { added: made } };
  } catch (error) {
    if (error instanceof Refusal) return error.result;
    return { status: 400, json: { message: error instanceof Error ? error.message : 'Invalid JSON' } };
  }
}

function addFaults(weather: Weather, raw: Buffer): Result {
  try {
    const sent: unknown = JSON.parse(raw.toString('utf8'));
    const faults = (Array.isArray(sent) ? sent : [sent]).map(readFault);
    if (faults.includes(undefined))
      return { status: 400, json: { message: 'A fault needs a method and a path' } };
    for (const fault of faults) if (fault !== undefined) weather.add(fault);
    return { status: 200, json: { added: faults.length } };
  } catch (error) {
    return { status: 400, json: { message: error instanceof Error ? error.message : 'Invalid JSON' } };
  }
}
