import type { IncomingMessage } from 'node:http';
import type { Result } from './answers.js';
import { readFault, type Weather } from './faults.js';
import { sameText } from './guard.js';
import type { RequestLog } from './log.js';

type Controlled = { readonly token: string; readonly weather: Weather; readonly log: RequestLog };

/** The control door: what was seen, what shall go wrong next, and a clean slate. Opened by the token printed at start. */
export function control(
  { token, weather, log }: Controlled,
  request: IncomingMessage,
  url: URL,
  raw: Buffer,
): Result {
  if (!sameText(request.headers.authorization ?? '', `Bearer ${token}`))
    return { status: 401, json: { message: 'Wrong emulator token' } };
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /_emulator/requests':
      return { status: 200, json: { requests: log.all() } };
    case 'POST /_emulator/faults':
      return addFaults(weather, raw);
    case 'POST /_emulator/reset':
      weather.clear();
      log.clear();
      return { status: 200, json: { message: 'Faults and requests forgotten' } };
    default:
      return { status: 404, json: { message: 'There are: GET requests, POST faults, POST reset' } };
  }
}

function addFaults(weather: Weather, raw: Buffer): Result {
  try {
    const sent: unknown = JSON.parse(raw.toString('utf8'));
    const faults = (Array.isArray(sent) ? sent : [sent]).map(readFault);
    if (faults.includes(undefined))
      return { status: 400, json: { message: 'A fault has a method and a path' } };
    for (const fault of faults) if (fault !== undefined) weather.add(fault);
    return { status: 200, json: { added: faults.length } };
  } catch (error) {
    return { status: 400, json: { message: error instanceof Error ? error.message : 'Not understood' } };
  }
}
