import type { Account } from '../../../account/account.js';
import type { RequestLimits } from '../../../api/limiter.js';
import type { Io } from '../../../base/io.js';
import { onAbort } from '../../../base/on-abort.js';
import type { Common } from '../../../cli/common-options.js';
import { withAccount } from '../../../cli/with-account.js';
import type { Price } from '../../../contacts/run/price.js';
import type { Progress } from '../../../contacts/run/progress.js';
import { startProgress } from '../../../terminal/progress.js';
import { priceLines } from './price.view.js';
import { progressLine } from './progress.view.js';

/** How a run reports what it does. */
export type RunListener = {
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (text: string) => void;
  readonly onPriced: (price: Price) => void;
};

export type ProgressOptions = Common & { readonly limits: RequestLimits };

/** Uses an account while a progress line is shown; says what the first Ctrl-C does. */
export async function withProgress<T>(
  io: Io,
  { limits, ...options }: ProgressOptions,
  use: (account: Account, listener: RunListener) => Promise<T>,
): Promise<T> {
  const progress = await startProgress(io, options);
  const line = progressLine(io, progress.isLive);
  const deaf = onAbort(io.interrupt.soft, () =>
    progress.say('Stopping: finishing the open batches first. Press Ctrl-C again to stop now.'),
  );
  const listener: RunListener = {
    onProgress: (step) => progress.show(line(step)),
    onNotice: progress.say,
    onPriced: (price) => {
      if (progress.isLive) for (const text of priceLines(price)) progress.say(text);
    },
  };
  const deps = { listener: progress.listener, limits };
  try {
    return await withAccount(io, options, (account) => use(account, listener), deps);
  } finally {
    deaf();
    progress.stop();
  }
}
