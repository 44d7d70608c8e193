import type { Command } from 'commander';
import { plainLine } from '../base/escape/terminal.js';
import { Failure, stopped } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { onAbort } from '../base/on-abort.js';
import type { Cli } from '../cli/action.js';
import type { Common } from '../cli/common-options.js';
import { commandTree } from '../cli/help/tree.js';
import { createCaller } from '../mcp/caller.js';
import { openRoots } from '../mcp/roots.js';
import { serve } from '../mcp/server.js';
import { allTools, isAllowed, type Permissions } from '../mcp/tool.js';
import { writeErr } from '../terminal/streams.js';

export type Options = Common & {
  readonly allowWrites?: boolean;
  readonly allowChat?: boolean;
  readonly root?: readonly string[];
  readonly callTimeout?: number;
};

export type ServeDeps = Pick<Cli, 'run'> & { readonly program: Command };

const usualCallMs = 300_000;

/** How long calls may go on after the client has closed stdin. */
const graceMs = 5000;

/** Serves until the client closes stdin or goes away. Throws Failure 'interrupted' and the like after a signal. */
export async function serveTools(io: Io, options: Options, { program, run }: ServeDeps): Promise<undefined> {
  refuseOutputFlags(options);
  const permissions: Permissions = {
    allowWrites: options.allowWrites === true,
    allowChat: options.allowChat === true,
    roots: await openRoots(options.root ?? []),
    isBotFixed: options.bot !== undefined,
  };
  const tools = allTools(commandTree(program, io.version), permissions);
  const tell = (text: string) => {
    if (options.verbose) writeErr(io, plainLine(text));
  };
  const { callTimeout = usualCallMs } = options;
  const caller = createCaller(
    io,
    { permissions, server: options, maxCallMs: callTimeout === 0 ? undefined : callTimeout },
    { run, onEnd: (name, { isError }) => tell(`${name}: ${isError ? 'failed' : 'done'}`) },
  );
  const close = await serve(io, {
    ...{ caller, tools, permissions },
    onError: ({ message }) => tell(`Protocol error: ${message}`),
  });
  if (io.stdin.isTTY && !options.quiet)
    writeErr(io, hint(tools.filter((one) => isAllowed(one, permissions)).length));
  const isGone = await clientGone(io);
  await caller.finish(isGone ? 0 : graceMs);
  // The last results are written after their calls have ended.
  await new Promise((resolve) => setImmediate(resolve));
  await close();
  if (io.interrupt.soft.aborted) throw stopped(io.interrupt.signal(), 'The MCP server was stopped');
}

/** What cbase prints elsewhere has no place on a stdout that carries a protocol. */
function refuseOutputFlags({ typed }: Options): void {
  const flag = ['json', 'format', 'fields'].find((name) => typed?.has(name));
  if (flag !== undefined)
    throw new Failure('usage', `mcp prints the messages of MCP, so it does not support --${flag}`, {
      advice: 'Leave it out',
    });
}

/** Resolves when the client has closed stdin (false), or when it is gone or a signal came (true). */
function clientGone({ stdin, stdout, interrupt }: Io): Promise<boolean> {
  return new Promise((resolve) => {
    stdin.once('end', () => resolve(false));
    stdin.once('close', () => resolve(false));
    stdin.once('error', () => resolve(true));
    stdout.once('error', () => resolve(true));
    stdout.once('close', () => resolve(true));
    if (interrupt.soft.aborted) resolve(true);
    onAbort(interrupt.soft, () => resolve(true));
  });
}

function hint(tools: number): string {
  return [
    `This is an MCP server with ${tools} tools. It waits for messages of a client on stdin; Ctrl-D ends it.`,
    'Clients start it themselves. Add it to the settings of your client:',
    '',
    '  {"mcpServers": {"cbase": {"command": "cbase", "args": ["mcp"]}}}',
    '',
    'See cbase mcp --help.',
  ].join('\n');
}
