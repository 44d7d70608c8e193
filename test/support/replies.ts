import type { Fault } from '../../src/emulator/faults.js';

/** A reply of a bot as plain text. */
export const says = (body: string, more: Partial<Fault> = {}) => ({
  body,
  headers: { 'content-type': 'text/plain' },
  ...more,
});

/** A slow reply: one byte every 40 ms. */
export const slowly = (body: string, more: Partial<Fault> = {}) =>
  says(body, { dripBytes: 1, everyMs: 40, framing: 'chunked', ...more });
