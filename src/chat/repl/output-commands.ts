import { lstat } from 'node:fs/promises';
import { Failure } from '../../base/failure.js';
import { putText } from '../../base/files/replace.js';
import { priceOfNext } from '../ask.js';
import { titleOf } from '../conversation.js';
import { creditText } from '../credits.js';
import { transcript, transcriptFormatOf, transcriptFormats } from '../transcript.js';
import type { ReplCommand } from './command.js';
import { pathsLike } from './paths.js';
import type { Talk, TalkDeps } from './talk.js';

const exportTo: ReplCommand = {
  names: ['export'],
  takes: '[file]',
  about: 'write the conversation to a file',
  details: () => '  The extension decides: .md (the default), .json, .jsonl or .txt.',
  run: async (talk, rest, { io, screen }) => {
    const path = fileIn(rest) || `chat-${talk.session.id || 'now'}.md`;
    if (await exists(path))
      throw new Failure('usage', `${path} already exists`, { advice: 'Name another file' });
    await putText(path, transcriptOf(talk, path, io), { mark: io.uuid(), force: false });
    screen.say(`Written to ${path}`);
    return undefined;
  },
  proposes: (_, __, rest) => pathsLike(rest),
};

/** The file name without surrounding quotes. Throws Failure for an unsupported format. */
function fileIn(rest: string): string {
  const path = /^(["'])(.*)\1$/.exec(rest)?.[2] ?? rest;
  const [, kind] = /\.(\w+)$/.exec(path) ?? [];
  const isKnown = kind === undefined || transcriptFormats.some((format) => format === kind.toLowerCase());
  if (isKnown) return path;
  throw new Failure('usage', `Conversations cannot be exported as .${kind}`, {
    advice: `Choose from: ${transcriptFormats.map((format) => `.${format}`).join(', ')}`,
  });
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function transcriptOf(talk: Talk, path: string, io: TalkDeps['io']): string {
  const { bot, session, conversation, name } = talk;
  const created = conversation.turns[0]?.at ?? new Date(io.now()).toISOString();
  const title = name ?? (titleOf(conversation) || 'Chat');
  const head = { title, session: session.id || null, bot: { id: bot.id, name: bot.name }, created };
  return transcript(head, conversation, transcriptFormatOf(path));
}

const renderings = ['auto', 'markdown', 'plain', 'raw'] as const;

const render: ReplCommand = {
  names: ['render'],
  takes: '[mode]',
  about: 'show or change how replies are rendered',
  details: () => '  Modes: auto, markdown, plain, raw.',
  run: (talk, rest, { screen }) => {
    const chosen = renderings.find((one) => one === rest);
    if (rest !== '' && chosen === undefined)
      throw new Failure('usage', `"${rest}" is not a render mode`, {
        advice: `Choose from: ${renderings.join(', ')}`,
      });
    if (chosen !== undefined) talk.printing = { ...talk.printing, render: chosen };
    screen.say(`Render mode: ${talk.printing.render}`);
    return undefined;
  },
  proposes: async () => renderings,
};

const wrap: ReplCommand = {
  names: ['wrap'],
  takes: '[width|auto|off]',
  about: 'wrap lines between words',
  run: (talk, rest, { screen }) => {
    const width = Number(rest);
    if (rest === 'off') talk.printing = { ...talk.printing, wrap: 'off' };
    else if (rest === 'auto') talk.printing = { ...talk.printing, wrap: undefined };
    else if (/^\d{2,4}$/.test(rest) && width >= 20) talk.printing = { ...talk.printing, wrap: width };
    else if (rest !== '')
      throw new Failure('usage', `"${rest}" is not a valid width`, {
        advice: 'Give 20 or more, auto or off',
      });
    screen.say(wrapText(talk.printing.wrap));
    return undefined;
  },
  proposes: async () => ['auto', 'off', '80', '100'],
};

function wrapText(wrap: Talk['printing']['wrap']): string {
  if (wrap === 'off') return 'Lines are not wrapped between words.';
  return `Lines are wrapped at ${wrap === undefined ? 'the width of the terminal' : `${wrap} columns`}.`;
}

const stats: ReplCommand = {
  names: ['stats'],
  takes: '[off|on]',
  about: 'show or hide the line after each reply',
  run: (talk, rest, { screen }) => {
    if (rest !== '' && rest !== 'on' && rest !== 'off') throw new Failure('usage', '/stats takes on or off');
    talk.showsStats = rest === '' ? !talk.showsStats : rest === 'on';
    screen.say(`The line after each reply is ${talk.showsStats ? 'shown' : 'hidden'}.`);
    return undefined;
  },
  proposes: async () => ['on', 'off'],
};

const credits: ReplCommand = {
  names: ['credits'],
  takes: '',
  about: 'show the credits spent and the price of a reply',
  run: (talk, _, deps) => {
    const { replies } = talk.tally;
    const next = nextPrice(talk, deps);
    const max = deps.maxCredits === undefined ? '' : `; --max-credits ${deps.maxCredits}`;
    deps.screen.say(
      `${creditText(talk.tally)} for ${replies} repl${replies === 1 ? 'y' : 'ies'}; the next one: ≈ ${next ?? '?'} (price list of ${deps.prices.date})${max}`,
    );
    return undefined;
  },
};

/** The price of the next question: the sum over all lanes in a comparison. */
function nextPrice(talk: Talk, { prices }: TalkDeps): number | null {
  if (talk.lanes.length === 0) return priceOfNext(prices, talk);
  const all = talk.lanes.map((lane) => priceOfNext(prices, lane));
  return all.includes(null) ? null : all.reduce((sum: number, one) => sum + (one ?? 0), 0);
}

export const outputCommands: readonly ReplCommand[] = [exportTo, render, wrap, stats, credits];
