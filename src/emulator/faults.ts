import { isFields } from './answers.js';
import { randomFrom } from './random.js';

/** A simulated failure: what happens to the next responses of a call, instead of or on top of the regular one. */
export type Fault = {
  /** `POST` or `*`. */
  readonly method: string;
  /** A path below the base URL; `*` matches one segment, and a lone `*` any path. */
  readonly path: string;
  /** The number of matching requests that pass unaffected first. */
  readonly skip?: number;
  /** The number of requests affected; 0 means all. Default: 1. */
  readonly times?: number;
  /** The probability of the fault (0 to 1), drawn from its own `seed`. */
  readonly chance?: number;
  readonly seed?: number;
  /**
   * `during`: the connection is reset when half of the request has arrived. `before`: it is reset after the request, and
   * nothing is applied. `after`: the request is applied, and no response is sent.
   */
  readonly drop?: 'during' | 'before' | 'after';
  /** How a dropped or truncated connection is closed. */
  readonly end?: 'fin' | 'rst';
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** True: the request is applied before `status` or `body` replaces its response. */
  readonly applied?: boolean;
  /** Return the page before the requested one. */
  readonly repeatPage?: boolean;
  /** Respond with a web page, as a proxy or an edge server does. */
  readonly html?: boolean;
  readonly delayMs?: number;
  /** Send the body in pieces of this many bytes, one every `everyMs`. */
  readonly dripBytes?: number;
  readonly everyMs?: number;
  /** Close the connection after this many bytes of the body. */
  readonly cutAfter?: number;
  /** How the end of the body is marked. Default: `length`. */
  readonly framing?: 'length' | 'chunked' | 'close';
  /** Send exactly these bytes on the socket. */
  readonly raw?: string;
};

/** Pending faults, in the order they were added. */
export class Weather {
  #waiting: { fault: Fault; skip: number; left: number; random: () => number }[] = [];

  add(fault: Fault): void {
    const left = fault.times === 0 ? Number.POSITIVE_INFINITY : (fault.times ?? 1);
    this.#waiting.push({ fault, skip: fault.skip ?? 0, left, random: randomFrom(fault.seed ?? 1) });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The fault that applies to this request, with its count reduced by one. */
  next(method: string, path: string): Fault | undefined {
    const found = this.#waiting.find(({ fault, left }) => left > 0 && matches(fault, method, path));
    if (found === undefined) return undefined;
    if (found.skip > 0) {
      found.skip--;
      return undefined;
    }
    if (found.fault.chance !== undefined && found.random() >= found.fault.chance) return undefined;
    found.left--;
    return found.fault;
  }
}

function matches(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== '*' && fault.method !== method) return false;
  if (fault.path === '*') return true;
  const wanted = fault.path.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length && wanted.every((segment, i) => segment === '*' || segment === given[i])
  );
}

const numeric = new Set([
  'skip',
  'times',
  'chance',
  'seed',
  'status',
  'delayMs',
  'dripBytes',
  'everyMs',
  'cutAfter',
]);
const text = new Set(['raw', 'body']);
const flags = new Set(['applied', 'repeatPage', 'html']);
const choices = {
  drop: ['during', 'before', 'after'],
  end: ['fin', 'rst'],
  framing: ['length', 'chunked', 'close'],
};
/** Settings for when and how often a fault applies, not for what it does. */
const conditions = new Set(['method', 'path', 'skip', 'times', 'chance', 'seed']);

/**
 * Parses `POST /chat status=429 header=retry-after:2 times=3`. Throws an Error that describes the mistake.
 */
export function parseFault(spec: string): Fault {
  const [method = '', path = '', ...settings] = spec.trim().split(/\s+/);
  if (!/^([A-Z]+|\*)$/.test(method) || !(path === '*' || path.startsWith('/'))) {
    throw new Error(`A fault starts like "POST /chat" or "* /get-chatbots", not "${spec}"`);
  }
  const fault: Record<string, unknown> = { method, path };
  for (const setting of settings) applySetting(fault, setting);
  if (Object.keys(fault).every((name) => conditions.has(name)))
    throw new Error(`Fault without an effect: "${spec}". Add one, such as status=500 or drop=after`);
  return fault as Fault;
}

function applySetting(fault: Record<string, unknown>, setting: string): void {
  const at = setting.indexOf('=');
  const name = setting.slice(0, at);
  const value = setting.slice(at + 1);
  if (name === 'header') {
    const colon = value.indexOf(':');
    fault.headers = { ...(fault.headers as object), [value.slice(0, colon)]: value.slice(colon + 1) };
  } else if (Object.hasOwn(choices, name)) fault[name] = oneOf(name as keyof typeof choices, value);
  else if (numeric.has(name)) fault[name] = numberIn(name, value);
  else if (text.has(name)) fault[name] = value;
  else if (flags.has(name)) fault[name] = value === 'true';
  else
    throw new Error(
      `Unknown fault setting "${setting}". Choose from: ${[...numeric, ...text, ...Object.keys(choices), 'header', ...flags].join(', ')}`,
    );
}

function oneOf(name: keyof typeof choices, value: string): string {
  if (choices[name].includes(value)) return value;
  throw new Error(`${name} must be one of: ${choices[name].join(', ')}`);
}

function numberIn(name: string, value: string): number {
  if (/^\d{1,9}(\.\d{1,6})?$/.test(value)) return Number(value);
  throw new Error(`${name} takes a number, not "${value}"`);
}

/** Reads a fault sent as JSON to the control API. */
export function readFault(value: unknown): Fault | undefined {
  if (typeof value === 'string') return parseFault(value);
  if (!isFields(value) || typeof value.method !== 'string' || typeof value.path !== 'string')
    return undefined;
  return value as Fault;
}
