import type { LeaseDeps } from '../../src/config/lease.js';

/** What a lock needs: its clock goes on only while somebody sleeps. */
export type TestLockDeps = LeaseDeps & {
  readonly slept: number[];
  /** Does what is due at every heartbeat. */
  readonly beat: () => void;
  readonly heartbeats: () => number;
  readonly advance: (ms: number) => void;
};

export function lockDeps(more: Partial<LeaseDeps> & { readonly onSleep?: () => void } = {}): TestLockDeps {
  const slept: number[] = [];
  const work = new Set<() => void>();
  let [clock, uuids] = [Date.now(), 0];
  const { signal } = new AbortController();
  return {
    pid: 1,
    host: 'here',
    isAlive: (pid) => pid === 1,
    now: () => clock,
    monotonic: () => clock,
    random: () => 0.5,
    uuid: () => `uuid-${++uuids}`,
    interrupt: { soft: signal, hard: signal, signal: () => undefined },
    sleep: async (ms) => {
      slept.push(ms);
      clock += ms;
      more.onSleep?.();
    },
    every: (_ms, due) => {
      work.add(due);
      return () => work.delete(due);
    },
    slept,
    beat: () => {
      for (const due of work) due();
    },
    heartbeats: () => work.size,
    advance: (ms) => {
      clock += ms;
    },
    ...more,
  };
}
