import { Readable, Writable } from 'node:stream';
import type { Io } from '../base/io.js';

/** The Io of one call, and what was written to its streams. */
export type CallIo = { readonly io: Io; readonly out: () => string; readonly err: () => string };

/** Variables that would let a command write where no call may, such as the summary of a job. */
const jobVariables = { GITHUB_ACTIONS: undefined, GITHUB_STEP_SUMMARY: undefined, FORCE_COLOR: undefined };

/**
 * An Io for one call: its own streams, no terminal, no browser, no other programs, and an interrupt of its own. The real stdout
 * carries the protocol, so nothing of it is passed on.
 */
export function callIo(
  outer: Io,
  {
    input,
    soft,
    hard,
  }: { readonly input: string | undefined; readonly soft: AbortSignal; readonly hard: AbortSignal },
): CallIo {
  const [stdout, out] = gathering();
  const [stderr, err] = gathering();
  const { interrupt } = outer;
  const signals = {
    soft: AbortSignal.any([interrupt.soft, soft]),
    hard: AbortSignal.any([interrupt.hard, hard]),
  };
  const io: Io = {
    ...outer,
    stdin: Readable.from(input === undefined ? [] : [Buffer.from(input)]),
    hasPipedInput: () => input !== undefined,
    stdout,
    stderr,
    env: { ...outer.env, ...jobVariables },
    runs: async () => 127,
    pages: () => 'failed',
    opens: async () => false,
    exitNow: () => {},
    job: { suspend: () => {}, around: () => () => {} },
    interrupt: { ...signals, signal: interrupt.signal },
  };
  return { io, out, err };
}

function gathering(): readonly [Writable, () => string] {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return [stream, () => Buffer.concat(chunks).toString('utf8')];
}
