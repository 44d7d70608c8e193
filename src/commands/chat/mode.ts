import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { ChatOptions } from './options.js';

export type Mode = 'one' | 'talk' | 'compare';

const everywhere = [
  ...[
    'bot',
    'profile',
    'baseUrl',
    'local',
    'format',
    'json',
    'jq',
    'quiet',
    'verbose',
    'color',
    'input',
    'timeout',
  ],
  ...['model', 'temperature', 'contact', 'retry', 'maxCredits', 'stream'],
];
const shown = ['message', 'safe', 'render', 'wrap', 'strict'];
const held = ['save', 'greeting', 'continue', 'reopen', 'fromConversation', 'session', 'screenReader'];
const lanes = ['lane', 'models', 'bots', 'label'];

/** The flags that apply in each mode. */
const flagsOf: Readonly<Record<Mode, readonly string[]>> = {
  one: [...shown, ...held, 'jsonl', 'stats'],
  talk: [...shown, ...held, ...lanes, 'blind', 'history', 'bell', 'osc52', 'testFile', 'stats'],
  compare: [...shown, ...lanes, 'serial', 'columns', 'diff', 'blind', 'repeat', 'yes', 'save', 'greeting'],
};

/** What a command line asks for. Throws Failure 'usage' for a flag that would do nothing. */
export function modeOf(io: Io, options: ChatOptions, words: readonly string[]): Mode {
  const mode = chosen(io, options, words);
  const extra = [...(options.typed ?? [])].find((name) => ![...everywhere, ...flagsOf[mode]].includes(name));
  if (extra !== undefined)
    throw new Failure('usage', `${flagText(extra)} has no effect ${inMode[mode]}`, {
      advice: flagsOf.compare.includes(extra)
        ? 'Add two --lane, or --models a,b; or leave out the flag'
        : 'Leave it out',
    });
  return mode;
}

const inMode: Readonly<Record<Mode, string>> = {
  one: 'with a single question',
  talk: 'in a conversation',
  compare: 'in a comparison',
};

function chosen(io: Io, options: ChatOptions, words: readonly string[]): Mode {
  const { lane, models, bots, message } = options;
  if (words.length === 0 && message === undefined && canTalk(io, options)) {
    if (io.stderr.isTTY) return 'talk';
    throw new Failure('usage', 'A conversation needs a terminal on standard error', {
      advice: 'Do not redirect stderr, or ask one question: cbase chat "…"',
    });
  }
  return lane === undefined && models === undefined && bots === undefined ? 'one' : 'compare';
}

function canTalk(io: Io, { json, jsonl, format, input }: ChatOptions): boolean {
  return io.stdin.isTTY === true && !json && !jsonl && format !== 'json' && input !== false;
}

function flagText(name: string): string {
  const text = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return ['session', 'history', 'retry'].includes(name) ? `--no-${text}` : `--${text}`;
}
