import type { IncomingMessage } from 'node:http';
import { Refusal, type World } from '../answers.js';
import { botNamed } from '../bots.js';
import { framePage } from './frame.js';
import { widgetScript } from './script.js';
import { widgetTurn } from './talk.js';

/** A response of the widget. */
export type WidgetPage = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const framePath = /^\/chatbot-iframe\/([^/]+)(\/turn)?$/;

/** Whether a path belongs to the widget, which browsers use without a key. */
export function isWidgetPath(path: string): boolean {
  return path === '/embed.min.js' || framePath.test(path);
}

/** Only pages of this machine may show the chat in a frame; `file:` is a page that was opened from the disk. */
const frameAncestors = "'self' http://127.0.0.1:* http://localhost:* file:";

type Asked = { readonly path: string; readonly raw: Buffer; readonly secret: string };

/**
 * Serves the script, the chat as a page, and its turns. A turn is taken only from the chat itself: the page that shows it talks to
 * it by messages, and never to the emulator.
 */
export function widgetResponse(world: World, request: IncomingMessage, asked: Asked): WidgetPage {
  try {
    return responseTo(world, request, asked);
  } catch (error) {
    if (error instanceof Refusal) return json(error.result.status, error.result.json);
    throw error;
  }
}

function responseTo(world: World, request: IncomingMessage, { path, raw, secret }: Asked): WidgetPage {
  const [, name = '', turn] = framePath.exec(path) ?? [];
  const method = turn === undefined ? 'GET' : 'POST';
  if (request.method !== method) throw new Refusal(405, 'Method not allowed');
  if (path === '/embed.min.js') return page('text/javascript', widgetScript);
  const bot = botNamed(world.database, decoded(name));
  if (turn === undefined) {
    const nonce = world.uuid();
    const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; frame-ancestors ${frameAncestors}; base-uri 'none'; form-action 'none'`;
    return page('text/html', framePage(bot, nonce), { 'content-security-policy': policy });
  }
  if (request.headers.origin !== `http://${request.headers.host}`)
    throw new Refusal(403, 'Only the chat of this emulator may send its messages');
  return json(200, widgetTurn(world, secret, bot.id, bodyIn(raw)));
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}

function bodyIn(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    return undefined;
  }
}

function page(type: string, body: string, headers: WidgetPage['headers'] = {}): WidgetPage {
  const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  return { status: 200, headers: { ...common, 'content-type': `${type}; charset=utf-8`, ...headers }, body };
}

function json(status: number, body: unknown): WidgetPage {
  return { ...page('application/json', JSON.stringify(body)), status };
}
