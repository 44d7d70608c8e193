import { type Command, InvalidArgumentError } from 'commander';
import { days, duration } from '../../../cli/parsers.js';

/** The flags of a list that can be followed. */
export type FollowFlags = {
  readonly follow?: boolean;
  readonly interval?: number;
  readonly updates?: boolean;
  readonly state?: string;
  readonly lookback?: number;
  readonly exec?: string;
  readonly execTimeout?: number;
};

export function addFollowFlags(command: Command, noun: 'leads' | 'conversations'): Command {
  const following = command
    .option('--follow', `print new ${noun} as they appear, each once, until Ctrl-C`)
    .option('--interval <duration>', 'with --follow: how often to ask (default 1m)', interval);
  if (noun === 'conversations')
    following.option('--updates', 'with --follow: print a conversation again when it has new messages');
  return following
    .option('--state <name>', 'with --follow: continue where the last run with this name stopped')
    .option(
      '--lookback <days>',
      'with --follow: past days to read again, to find late rows (default 2d)',
      days,
    )
    .option(
      '--exec <command>',
      'with --follow: run a program for each, which it gets on stdin; without a shell',
    )
    .option(
      '--exec-timeout <duration>',
      'with --exec: how long the program may take (default 30s)',
      duration,
    );
}

/** One request a second is a tenth of the rate that is documented for API v2. */
const shortestMs = 1000;

function interval(text: string): number {
  const ms = duration(text);
  if (ms >= shortestMs) return ms;
  throw new InvalidArgumentError('Use 1s or more: the API limits the rate of requests.');
}
