import { createHash } from 'node:crypto';
import type { Operation, PlanHeader } from './plan-file.js';

/** Text of a plan, piece by piece: the header, the operations in any number of pieces, and the end with its digest. */
export type PlanWriter = {
  readonly begin: (header: PlanHeader) => Promise<void>;
  readonly add: (operations: readonly Operation[]) => Promise<void>;
  /** Ends the document; resolves with its digest. */
  readonly end: () => Promise<string>;
};

/** The line that ends the header: `readPlan` looks for it. */
export const operationsLine = '"operations": [';
export const digestKey = '"digest": "sha256:';

/**
 * Writes a plan as one JSON document with an operation per line, so that neither writing nor reading it takes memory that
 * grows with it. Its last key is a digest of everything before.
 */
export function planWriter(write: (text: string) => Promise<void>): PlanWriter {
  const hash = createHash('sha256');
  let isFirst = true;
  const put = (text: string) => {
    hash.update(text);
    return write(text);
  };
  return {
    begin: (header) =>
      put(
        `{\n${Object.entries(header)
          .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)},\n`)
          .join('')}${operationsLine}\n`,
      ),
    add: async (operations) => {
      if (operations.length === 0) return;
      const lines = operations.map((operation) => JSON.stringify(operation)).join(',\n');
      await put(isFirst ? lines : `,\n${lines}`);
      isFirst = false;
    },
    end: async () => {
      await put(`${isFirst ? '' : '\n'}],\n`);
      const digest = hash.digest('hex');
      await write(`${digestKey}${digest}"\n}\n`);
      return digest;
    },
  };
}
