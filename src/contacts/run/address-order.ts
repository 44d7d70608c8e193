/** In which order rows must be carried out so that no email address is taken before its holder has given it up. */
export type AddressOrder = {
  /** Rows that give up an address which another row takes, each after the row that it waits for itself. */
  readonly freeing: readonly number[];
  /** Rows that pass addresses around among themselves: no order of single updates can do it. */
  readonly rings: readonly (readonly number[])[];
  /** Rows that wait for a row of a ring, or for one that is stuck, directly or through others. */
  readonly blocked: readonly number[];
};

type Mark = 'open' | 'ordered' | 'ring' | 'blocked';

/**
 * `waits` has, for each row that takes an address, the row of the contact that still has it; `stuck` are rows that cannot be
 * carried out at all.
 */
export function orderOfAddresses(
  waits: ReadonlyMap<number, number>,
  stuck: Iterable<number> = [],
): AddressOrder {
  const marks = new Map<number, Mark>([...stuck].map((row) => [row, 'blocked']));
  const rings: number[][] = [];
  const order: number[] = [];
  for (const start of waits.keys()) {
    const chain: number[] = [];
    let row: number | undefined = start;
    for (; row !== undefined && !marks.has(row); row = waits.get(row)) {
      marks.set(row, 'open');
      chain.push(row);
    }
    const end = row === undefined ? undefined : marks.get(row);
    if (row !== undefined && end === 'open') {
      const ring = chain.splice(chain.indexOf(row));
      for (const member of ring) marks.set(member, 'ring');
      rings.push(ring.toSorted((one, other) => one - other));
    }
    const isBlocked = end !== undefined && end !== 'ordered';
    for (const member of chain.toReversed()) {
      marks.set(member, isBlocked ? 'blocked' : 'ordered');
      if (!isBlocked) order.push(member);
    }
  }
  const holders = new Set(waits.values());
  const blocked = [...waits.keys()].filter((row) => marks.get(row) === 'blocked');
  return { freeing: order.filter((member) => holders.has(member)), rings, blocked };
}
