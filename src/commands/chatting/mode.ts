import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { ChatOptions } from './flags.js';

export type Mode = 'one' | 'talk' | 'compare' | 'batch' | 'test' | 'replay';

const everywhere = [
  ...[
    'bot',
    'profile',
    'baseUrl',
    'local',
    'format',
    'json',
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
const files = ['strict', 'concurrency', 'rate', 'dryRun', 'yes'];

/** The flags that mean something in each mode. */
const flagsOf: Readonly<Record<Mode, readonly string[]>> = {
  one: [...shown, ...held, 'jsonl', 'stats'],
  talk: [...shown, ...held, ...lanes, 'blind', 'history', 'bell', 'osc52', 'testFile', 'stats'],
  compare: [...shown, ...lanes, 'serial', 'columns', 'diff', 'blind', 'repeat', 'yes', 'save', 'greeting'],
  batch: [...files, 'batch', 'separator', 'column', 'out', 'resume', 'bail'],
  test: [...files, 'test', 'only', 'judge', 'update', 'retryErrors', 'junit', 'md'],
  replay: [...files, 'replay', 'since', 'limit', 'atLeast', 'out', 'resume', 'bail', 'junit', 'md'],
};

/** What a command line asks for. Throws Failure 'usage' for two things at once, and for a flag that would do nothing. */
export function modeOf(io: Io, options: ChatOptions, words: readonly string[]): Mode {
  const mode = chosen(io, options, words);
  const extra = [...(options.typed ?? [])].find((name) => ![...everywhere, ...flagsOf[mode]].includes(name));
  if (extra !== undefined)
    throw new Failure('usage', `${flagText(extra)} means nothing ${inMode[mode]}`, {
      advice: flagsOf.compare.includes(extra)
        ? 'Add two --lane, or --models a,b; or leave it out'
        : 'Leave it out',
    });
  if (mode === 'batch' && (options.json || options.format === 'json'))
    throw new Failure('usage', '--batch writes lines of JSON, not one document', {
      advice: 'Leave out --json',
    });
  if (words.length > 0 && (mode === 'batch' || mode === 'test' || mode === 'replay'))
    throw new Failure('usage', `A message was given, and --${mode} too`, { advice: 'Use one of them' });
  return mode;
}

const inMode: Readonly<Record<Mode, string>> = {
  one: 'with one question',
  talk: 'in a conversation',
  compare: 'where lanes are compared',
  batch: 'with --batch',
  test: 'with --test',
  replay: 'with --replay',
};

function chosen(io: Io, options: ChatOptions, words: readonly string[]): Mode {
  const { batch, test, replay, since, lane, models, bots, message } = options;
  const wanted: readonly Mode[] = [
    ...(batch === undefined ? [] : (['batch'] as const)),
    ...(test === undefined ? [] : (['test'] as const)),
    ...(replay === undefined && since === undefined ? [] : (['replay'] as const)),
  ];
  const [only, other] = wanted;
  if (other !== undefined)
    throw new Failure('usage', `--${only} and --${other} do not go together`, { advice: 'Use one of them' });
  if (only !== undefined) return only;
  if (words.length === 0 && message === undefined && canTalk(io, options)) {
    if (io.stderr.isTTY) return 'talk';
    throw new Failure('usage', 'A conversation needs a terminal on standard error', {
      advice: 'Leave out 2>, or ask one question: cbase chat "…"',
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
