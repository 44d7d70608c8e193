import { type Command, Option } from 'commander';

/** The flags of runs that can be told when they are over. */
export type NotifyFlags = {
  readonly notifyUrl?: string;
  readonly notifyFormat?: 'json' | 'slack';
  readonly heartbeatUrl?: string;
};

/** Their attribute names, for commands that share them with a parent. */
export const notifyFlags = ['notifyUrl', 'notifyFormat', 'heartbeatUrl'] as const;

/** Adds the flags of a run that can be told when it is over. */
export function addNotifyFlags(command: Command): Command {
  return command
    .option('--notify-url <url>', 'POST how the run ended, as numbers, to this URL (or set CBASE_NOTIFY_URL)')
    .addOption(
      new Option('--notify-format <format>', 'form of that message (default: json)').choices([
        'json',
        'slack',
      ]),
    )
    .option('--heartbeat-url <url>', 'GET this URL after a run that succeeded (or set CBASE_HEARTBEAT_URL)');
}
