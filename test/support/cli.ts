import { execa, type Options } from 'execa';
import { compiledCode } from './compiled-code.js';
import { workdir } from './workdir.js';

export const bin = new URL('../../bin/cbase.js', import.meta.url).pathname;

export type CliOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
};

/** Starts the real binary in its own directory and environment: PATH, a fresh HOME, and what the test sets. */
export function startCli(
  argv: readonly string[],
  { env = {}, input, cwd = workdir() }: CliOptions = {},
  more: Options = {},
) {
  const PATH = process.env.PATH ?? '';
  return execa(process.execPath, [bin, ...argv], {
    cwd,
    env: { PATH, HOME: workdir(), ...compiledCode, ...env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    ...more,
  });
}

export type CliResult = { readonly code: number; readonly out: string; readonly err: string };

/** Runs the real binary to the end. If it cannot be run at all, throws with all known details. */
export async function cli(argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const result = await startCli(argv, options);
  if (result.exitCode === undefined)
    throw new Error(`${result.escapedCommand}\nsignal: ${result.signal}\n${result.stdout}\n${result.stderr}`);
  return { code: result.exitCode, out: String(result.stdout), err: String(result.stderr) };
}

/** Runs a line of bash in which `cbase` is the real binary. */
export async function shell(
  line: string,
  { env = {}, cwd = workdir() }: CliOptions = {},
): Promise<CliResult> {
  const script = `cbase() { "${process.execPath}" "${bin}" "$@"; }\n${line}`;
  const PATH = process.env.PATH ?? '';
  const result = await execa('bash', ['-c', script], {
    cwd,
    env: { PATH, HOME: workdir(), ...compiledCode, ...env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    stdin: 'ignore',
  });
  return { code: result.exitCode ?? -1, out: result.stdout, err: result.stderr };
}
