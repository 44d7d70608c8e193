import { chmod } from 'node:fs/promises';
import { basename } from 'node:path';
import { inertJson, plain } from '../base/escape/terminal.js';
import { Failure } from '../base/failure.js';
import { fileText } from '../base/files/read.js';
import { putText } from '../base/files/replace.js';
import type { Io } from '../base/io.js';
import { nearest } from '../base/nearest.js';
import { refuseFormats } from '../cli/action.js';
import type { Common } from '../cli/common-options.js';
import { hostWarning, readHost } from '../embed/host.js';
import { checkInitialMessages, type Metadata, metadataWarning } from '../embed/limits.js';
import { pageWith } from '../embed/page.js';
import {
  type EmbedType,
  type Platform,
  type PlatformName,
  platforms,
  wordpressCode,
} from '../embed/platforms.js';
import { type Embed, type EventName, eventNames, snippetOf } from '../embed/snippet.js';
import { readTools } from '../embed/tools.js';
import { writeErr, writeOut } from '../terminal/streams.js';
import { placeText } from './embed.view.js';
import { embeddedBot } from './embed-bot.js';

export type Options = Common & {
  readonly for: PlatformName;
  readonly type?: EmbedType;
  readonly identify?: boolean;
  readonly metadata?: readonly string[];
  readonly events?: string;
  readonly tools?: string;
  readonly initialMessages?: readonly string[];
  readonly host?: string;
  readonly page?: boolean;
  readonly out?: string;
  readonly force?: boolean;
};

export async function printEmbed(io: Io, options: Options): Promise<undefined> {
  refuseFormats(options, 'embed');
  const parts = await partsOf(io, options);
  const { platform, isId, type } = placeOf(options);
  const bot = await embeddedBot(io, options);
  const host = options.host === undefined ? bot.host : readHost(options.host);
  const snippet = isId ? `${bot.id}\n` : snippetOf({ ...parts, type, bot: bot.id, host });
  const text = options.page ? pageWith({ title: bot.name, type, snippet }) : snippet;
  const warnings = [...parts.warnings, hostWarning(host), ...bot.warnings].filter((one) => one !== undefined);
  await deliver(io, options, { text, snippet, warnings, bot: bot.id, type, host: host.domain, platform });
}

type Parts = Omit<Embed, 'type' | 'bot' | 'host'> & { readonly warnings: readonly (string | undefined)[] };

/** Everything that can be wrong without a bot, before one is looked for. */
async function partsOf(io: Io, options: Options): Promise<Parts> {
  const { identify = false, initialMessages = [], tools, host, out, force, metadata = [] } = options;
  if (host !== undefined) readHost(host);
  if (force && out === undefined)
    throw new Failure('usage', '--force has no effect without --out', {
      advice: 'Leave it out, or add --out',
    });
  if (metadata.length > 0 && !identify)
    throw new Failure('usage', '--metadata has no effect without --identify', { advice: 'Add --identify' });
  checkInitialMessages(initialMessages);
  const about = metadataOf(metadata);
  return {
    identify: identify ? about : undefined,
    events: eventsOf(options.events),
    tools: tools === undefined ? undefined : readTools(await fileText(io, tools), basename(tools)),
    initialMessages,
    warnings: [metadataWarning(about)],
  };
}

function metadataOf(words: readonly string[]): Metadata {
  return Object.fromEntries(
    words.map((text) => {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
      throw new Failure('usage', `--metadata: "${text}" has no name`, {
        advice: 'Write it like plan=pro, or company={{COMPANY}} for what your server fills in',
      });
    }),
  );
}

function eventsOf(text: string | undefined): readonly EventName[] {
  if (text === undefined) return [];
  if (text === 'all') return eventNames;
  const words = text.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !(eventNames as readonly string[]).includes(word));
  if (unknown === undefined) return eventNames.filter((name) => words.includes(name));
  const close = nearest(unknown, eventNames);
  throw new Failure('usage', `--events: there is no event "${unknown}"`, {
    advice: close === undefined ? `Choose from: ${eventNames.join(', ')}; or all` : `Did you mean ${close}?`,
  });
}

/** What only the script of the widget can do. */
const scripted = ['identify', 'events', 'tools', 'initialMessages'] as const;

type Place = { readonly platform: Platform; readonly type: EmbedType; readonly isId: boolean };

function placeOf(options: Options): Place {
  const needs = scripted.find((name) => options[name] !== undefined);
  const needed =
    needs === undefined ? undefined : `--${needs.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
  if (options.type === 'iframe' && needed !== undefined)
    throw new Failure('usage', `${needed} needs the script of the widget, which an iframe has not`, {
      advice: 'Use --type widget, or leave it out',
    });
  const platform = platforms[options.for];
  const type = options.type ?? (needed === undefined ? platform.type : 'widget');
  const isPlugin = options.for === 'wordpress';
  const isId =
    isPlugin && needed === undefined && options.type === undefined && !options.page && !options.host;
  return { platform: isPlugin && !isId ? wordpressCode : platform, type, isId };
}

type Delivery = {
  readonly text: string;
  readonly snippet: string;
  readonly warnings: readonly string[];
  readonly bot: string;
  readonly type: EmbedType;
  readonly host: string;
  readonly platform: Platform;
};

async function deliver(io: Io, options: Options, delivery: Delivery): Promise<void> {
  const { text, snippet, warnings, bot, type, host, platform } = delivery;
  const { out, page } = options;
  if (out !== undefined) {
    await putText(out, text, { mark: io.uuid(), force: options.force === true });
    // It is made to be published, and web servers run as another user.
    await chmod(out, 0o644);
  }
  if (options.json || options.format === 'json') {
    const { title, steps, source } = platform;
    const place = { platform: options.for, title, steps, source: source ?? null };
    const json = {
      snippet,
      ...(page && { page: text }),
      bot,
      type,
      host,
      place,
      warnings,
      file: out ?? null,
    };
    return writeOut(io, `${inertJson(json, 2)}\n`);
  }
  if (out === undefined) await writeOut(io, io.stdout.isTTY ? plain(text) : text);
  for (const warning of warnings) writeErr(io, `Warning: ${warning}`);
  if (!options.quiet) writeErr(io, placeText(delivery, options));
}
