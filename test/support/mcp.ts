import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { onTestFinished } from 'vitest';
import { bin } from './cli.js';
import { compiledCode } from './compiled-code.js';
import { workdir } from './workdir.js';

/** The result of a call, as the client gets it. */
export type Result = {
  readonly isError?: boolean;
  readonly content: readonly { readonly type: string; readonly text: string }[];
  readonly structuredContent: Readonly<Record<string, unknown>> & {
    readonly error?: { readonly code: string; readonly message: string; readonly advice: string | null };
  };
};

export type McpSession = {
  readonly client: Client;
  readonly call: (name: string, args?: object, signal?: AbortSignal) => Promise<Result>;
  readonly names: () => Promise<readonly string[]>;
};

/** A real `cbase mcp`, driven by the client of the SDK. Stopped when the test ends. */
export async function mcpSession(
  argv: readonly string[],
  { env = {}, cwd = workdir() }: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string },
): Promise<McpSession> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bin, 'mcp', ...argv],
    env: { PATH: process.env.PATH ?? '', HOME: workdir(), ...compiledCode, ...env },
    cwd,
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return {
    client,
    call: async (name, args = {}, signal) =>
      (await client.callTool({ name, arguments: { ...args } }, undefined, {
        ...(signal && { signal }),
      })) as unknown as Result,
    names: async () => (await client.listTools()).tools.map((tool) => tool.name),
  };
}
