import { isFields } from './answers.js';

/** Bad weather: what happens to the next answers of a call instead of, or on top of, the good one. */
export type Fault = {
  /** `POST` or `*`. */
  readonly method: string;
  /** A path below the base URL; `*` stands for one segment, and alone for any path. */
  readonly path: string;
  /** How many matching requests go by untouched first. */
  readonly skip?: number;
  /** How many are struck; 0 means all. Default 1. */
  readonly times?: number;
  /** Strike with this probability (0 to 1), from the fault's own `seed`. */
  readonly chance?: number;
  readonly seed?: number;
  /**
   * `during`: the connection is reset when half of the request is there. `before`: it is reset when all of it is, and nothing
   * was done. `after`: it was done, and no answer leaves.
   */
  readonly drop?: 'during' | 'before' | 'after';
  /** How a dropped or cut connection ends. */
  readonly end?: 'fin' | 'rst';
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** True: whatever `status` or `body` say is answered only after the call was carried out. */
  readonly applied?: boolean;
  /** Answer with the page before the one that was asked for. */
  readonly repeatPage?: boolean;
  /** Answer with a web page, as a proxy or an edge does. */
  readonly html?: boolean;
  readonly delayMs?: number;
  /** Send the body this many bytes at a time, every `everyMs`. */
  readonly dripBytes?: number;
  readonly everyMs?: number;
  /** End the connection after this many bytes of the body. */
  readonly cutAfter?: number;
  /** How the body's end is marked: the default is its length. */
  readonly framing?: 'length' | 'chunked' | 'close';
  /** These bytes, and nothing else, go down the socket. */
  readonly raw?: string;
};

/** Faults waiting to strike, in the order they were asked for. */
export class Weather {
  #waiting: { fault: Fault; skip: number; left: number; random: () => number }[] = [];

  add(fault: Fault): void {
    const left = fault.times === 0 ? Number.POSITIVE_INFINITY : (fault.times ?? 1);
    this.#waiting.push({ fault, skip: fault.skip ?? 0, left, random: randomFrom(fault.seed ?? 1) });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The fault that strikes this request, used up by one. */
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

/** mulberry32: small, seeded, good enough for weather. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
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
/** Settings that say when and how often, not what. */
const conditions = new Set(['method', 'path', 'skip', 'times', 'chance', 'seed']);

/**
 * Reads `POST /chat status=429 header=retry-after:2 times=3`. Throws an Error that says what is wrong.
 */
export function parseFault(spec: string): Fault {
  const [method = '', path = '', ...settings] = spec.trim().split(/\s+/);
  if (!/^([A-Z]+|\*)$/.test(method) || !(path === '*' || path.startsWith('/'))) {
    throw new Error(`A fault begins like "POST /chat" or "* /get-chatbots", not "${spec}"`);
  }
  const fault: Record<string, unknown> = { method, path };
  for (const setting of settings) applySetting(fault, setting);
  if (Object.keys(fault).every((name) => conditions.has(name)))
    throw new Error(`"${spec}" does not say what shall happen, such as status=500 or drop=after`);
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
      `"${setting}" is no setting of a fault; there are: ${[...numeric, ...text, ...Object.keys(choices), 'header', ...flags].join(', ')}`,
    );
}

function oneOf(name: keyof typeof choices, value: string): string {
  if (choices[name].includes(value)) return value;
  throw new Error(`${name} is one of: ${choices[name].join(', ')}`);
}

function numberIn(name: string, value: string): number {
  if (/^\d{1,9}(\.\d{1,6})?$/.test(value)) return Number(value);
  throw new Error(`${name} takes a number, not "${value}"`);
}

/** A fault sent as JSON to the control door. */
export function readFault(value: unknown): Fault | undefined {
  if (typeof value === 'string') return parseFault(value);
  if (!isFields(value) || typeof value.method !== 'string' || typeof value.path !== 'string')
    return undefined;
  return value as Fault;
}
