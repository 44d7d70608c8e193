import { Failure } from '../../../base/failure.js';
import type { Common } from '../../../cli/common-options.js';
import type { FollowFlags } from './follow-flags.js';

type Options = Common & FollowFlags & { readonly limit?: number; readonly until?: string };

const needsFollow = ['interval', 'updates', 'state', 'lookback', 'exec', 'execTimeout'] as const;

const reasons: Readonly<Record<string, string>> = {
  limit: 'Leave it out, or add --since to begin with earlier rows',
  until: 'Leave it out: it ends with Ctrl-C',
  fields: 'Leave it out: whole rows are printed',
  'no-header': 'Leave it out: there is no header',
};

/** Throws Failure 'usage' for flags that need --follow, and for those that cannot be combined with it. */
export function checkFollow(options: Options): void {
  if (!options.follow) {
    const flag = needsFollow.find((name) => options[name] !== undefined);
    if (flag !== undefined)
      throw new Failure('usage', `--${dashed(flag)} requires --follow`, { advice: 'Add it' });
    return;
  }
  if (options.execTimeout !== undefined && options.exec === undefined)
    throw new Failure('usage', '--exec-timeout requires --exec', { advice: 'Add it' });
  const clash = (['limit', 'until', 'fields', 'noHeader'] as const).find(
    (name) => options[name] !== undefined && options[name] !== false,
  );
  if (clash !== undefined)
    throw new Failure('usage', `--${dashed(clash)} and --follow cannot be used together`, {
      advice: reasons[dashed(clash)],
    });
  const { format } = options;
  if (format === 'csv' || format === 'tsv')
    throw new Failure('usage', `--follow does not support --format ${format}`, {
      advice: 'Use ndjson, which is the default in a pipe, or id',
    });
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
