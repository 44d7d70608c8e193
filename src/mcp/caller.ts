import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { onAbort } from '../base/on-abort.js';
import { durationText } from '../base/text.js';
import { callIo } from './call-io.js';
import { commandLine, type ServerFlags } from './command-line.js';
import { checkedInput, type Values } from './input.js';
import { failed, resultOf, type ToolResult } from './outcome.js';
import { createSlots } from './slots.js';
import { isAllowed, notAllowed, type Permissions, type Tool } from './tool.js';

export type CallerOptions = {
  readonly permissions: Permissions;
  readonly server: ServerFlags;
  /** How long a call may take, in milliseconds; no limit when absent. */
  readonly maxCallMs: number | undefined;
};

export type CallerDeps = {
  /** Runs a command line of cbase and resolves with its exit code. */
  readonly run: (argv: readonly string[], io: Io) => Promise<number>;
  /** Called when a call has ended. */
  readonly onEnd: (name: string, result: ToolResult) => void;
};

/** Runs tools. */
export type Caller = {
  /** Never throws: a failure is a result, too. */
  readonly call: (tool: Tool, given: unknown, signal: AbortSignal) => Promise<ToolResult>;
  /** Resolves when no call runs. After `graceMs`, the calls that still run are stopped. */
  readonly finish: (graceMs: number) => Promise<void>;
};

/** Calls beyond this many wait: a model may ask for much at once, and the API limits the rate of an account. */
const maxCalls = 4;

/** How long a stopped command may take to end in order. */
const orderlyMs = 5000;

export function createCaller(io: Io, options: CallerOptions, { run, onEnd }: CallerDeps): Caller {
  const inSlot = createSlots(maxCalls);
  const running = new Set<Promise<unknown>>();
  const leaving = new AbortController();

  async function call(tool: Tool, given: unknown, signal: AbortSignal): Promise<ToolResult> {
    const ended = inSlot(() => ran(tool, given, AbortSignal.any([signal, leaving.signal]))).catch(asFailed);
    running.add(ended);
    const result = await ended.finally(() => running.delete(ended));
    onEnd(tool.listed.name, result);
    return result;
  }

  async function ran(tool: Tool, given: unknown, signal: AbortSignal): Promise<ToolResult> {
    const { permissions, maxCallMs } = options;
    if (!isAllowed(tool, permissions)) throw notAllowed(tool, permissions);
    if (signal.aborted) throw new Failure('interrupted', 'The call was cancelled before it began');
    const values = checkedInput(tool.listed.inputSchema, given);
    const { argv, input } = await commandLine(tool, values, options);
    const late = new AbortController();
    const stopTimer = maxCallMs === undefined ? () => {} : io.every(maxCallMs, () => late.abort());
    try {
      const result = await runToEnd(tool, values, {
        ...{ argv, input },
        soft: AbortSignal.any([signal, late.signal]),
      });
      return late.signal.aborted && result.isError ? failed(tooLate(tool, maxCallMs ?? 0)) : result;
    } finally {
      stopTimer();
    }
  }

  async function runToEnd(tool: Tool, values: Values, { argv, input, soft }: OneRun): Promise<ToolResult> {
    const hard = new AbortController();
    let stopTimer = () => {};
    const onStop = () => {
      stopTimer = io.every(orderlyMs, () => hard.abort());
    };
    const deaf = onAbort(soft, onStop);
    try {
      const { io: own, out, err } = callIo(io, { input, soft, hard: hard.signal });
      const exitCode = await run(argv, own);
      return resultOf(tool, values, { exitCode, out: out(), err: err() });
    } finally {
      deaf();
      stopTimer();
    }
  }

  async function finish(graceMs: number): Promise<void> {
    const stopTimer = io.every(graceMs, () => leaving.abort());
    while (running.size > 0) await Promise.allSettled(running);
    stopTimer();
  }

  return { call, finish };
}

type OneRun = {
  readonly argv: readonly string[];
  readonly input: string | undefined;
  readonly soft: AbortSignal;
};

function asFailed(error: unknown): ToolResult {
  if (error instanceof Failure) return failed(error);
  const message = error instanceof Error ? error.message : String(error);
  return failed(new Failure('bug', `Internal error in cbase mcp: ${message}`, { advice: 'Report it' }));
}

function tooLate({ listed: { name } }: Tool, maxCallMs: number): Failure {
  const time = durationText(maxCallMs / 1000);
  return new Failure('temporary', `${name} did not finish within ${time}, so it was stopped`, {
    advice: 'Ask for less, or ask the user to start cbase mcp with a longer --call-timeout',
  });
}
