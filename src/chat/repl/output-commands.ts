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
  takes: '[file.md|.json|.jsonl|.txt]',
  about: 'write the conversation to a file',
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

/** The name of a file; quotes around it are not part of it. Throws Failure for a kind that is not written. */
function fileIn(rest: string): string {
  const path = /^(["'])(.*)\1$/.exec(rest)?.[2] ?? rest;
  const [, kind] = /\.(\w+)$/.exec(path) ?? [];
  const isKnown = kind === undefined || transcriptFormats.some((format) => format === kind.toLowerCase());
  if (isKnown) return path;
  throw new Failure('usage', `A conversation is not written as .${kind}`, {
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
  takes: '[auto|markdown|plain|raw]',
  about: 'how replies are shown',
  run: (talk, rest, { screen }) => {
    const chosen = renderings.find((one) => one === rest);
    if (rest !== '' && chosen === undefined)
      throw new Failure('usage', `"${rest}" is no way to show a reply`, {
        advice: `Choose from: ${renderings.join(', ')}`,
      });
    if (chosen !== undefined) talk.printing = { ...talk.printing, render: chosen };
    screen.say(`Replies are shown as: ${talk.printing.render}`);
    return undefined;
  },
  proposes: async () => renderings,
};

const wrap: ReplCommand = {
  names: ['wrap'],
  takes: '[width|off]',
  about: 'break lines between words',
  run: (talk, rest, { screen }) => {
    const width = Number(rest);
    if (rest === 'off') talk.printing = { ...talk.printing, wrap: undefined };
    else if (/^\d{2,4}$/.test(rest) && width >= 20) talk.printing = { ...talk.printing, wrap: width };
    else if (rest !== '')
      throw new Failure('usage', `"${rest}" is no width`, { advice: 'Give a number from 20, or off' });
    screen.say(
      `Lines are broken ${talk.printing.wrap === undefined ? 'by the terminal' : `at ${talk.printing.wrap} columns`}.`,
    );
    return undefined;
  },
  proposes: async () => ['off', '80', '100'],
};

const stats: ReplCommand = {
  names: ['stats'],
  takes: '[off|on]',
  about: 'the line with time, model and credits behind each reply',
  run: (talk, rest, { screen }) => {
    if (rest !== '' && rest !== 'on' && rest !== 'off') throw new Failure('usage', '/stats takes on or off');
    talk.showsStats = rest === '' ? !talk.showsStats : rest === 'on';
    screen.say(`The line behind each reply is ${talk.showsStats ? 'shown' : 'hidden'}.`);
    return undefined;
  },
  proposes: async () => ['on', 'off'],
};

const credits: ReplCommand = {
  names: ['credits'],
  takes: '',
  about: 'what was spent, and what the next reply may cost',
  run: (talk, _, deps) => {
    const { replies } = talk.tally;
    const next = nextPrice(talk, deps);
    const most = deps.maxCredits === undefined ? '' : `; --max-credits ${deps.maxCredits}`;
    deps.screen.say(
      `${creditText(talk.tally)} for ${replies} repl${replies === 1 ? 'y' : 'ies'}; the next: ≈ ${next ?? '?'} (prices of ${deps.prices.date})${most}`,
    );
    return undefined;
  },
};

/** Of all lanes together, where several are asked. */
function nextPrice(talk: Talk, { prices }: TalkDeps): number | null {
  if (talk.lanes.length === 0) return priceOfNext(prices, talk);
  const all = talk.lanes.map((lane) => priceOfNext(prices, lane));
  return all.includes(null) ? null : all.reduce((sum: number, one) => sum + (one ?? 0), 0);
}

export const outputCommands: readonly ReplCommand[] = [exportTo, render, wrap, stats, credits];
