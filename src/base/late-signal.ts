type Deps = {
  /** Resolves after `ms`, or rejects as soon as the signal aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly interrupt: { readonly soft: AbortSignal };
};

/** What a shell makes of a program that SIGINT has ended. */
export const codeOfCtrlC = 130;

/** How often and for how long to look again for a signal that may be on its way. */
export const lateSignal = { times: 4, ms: 25 } as const;

/**
 * Whether the user has stopped this process. To be asked when a program has failed that shares its process group: a terminal sends
 * Ctrl-C to both at once, but the end of the program may be known here before the signal has arrived, so that it is given a moment.
 * That is several short sleeps: after a long one, a process that had to wait for its CPU would find the time over before it looks.
 */
export async function isStoppedByNow({ sleep, interrupt: { soft } }: Deps): Promise<boolean> {
  for (let i = 0; i < lateSignal.times && !soft.aborted; i++)
    await sleep(lateSignal.ms, soft).catch(() => {});
  return soft.aborted;
}
