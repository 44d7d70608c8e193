// Shared by the benchmarks: measure a process, start a server, use a temporary directory.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const here = import.meta.dirname;

export const bin = join(here, '../bin/cbase.js');
export const node = process.execPath;

/** The path of a program that cbase is compared with. */
export const peer = (file) => join(here, 'peers', file);

/** The path of the interpreter itself, since `python3` can be a shell script of a version manager. */
export const python =
  spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout?.trim() ||
  undefined;

/** Whether a command exists and succeeds; if not, warns that the peer is skipped. */
export function has(peerName, [program, ...argv]) {
  const isThere = program !== undefined && spawnSync(program, argv, { stdio: 'ignore' }).status === 0;
  if (!isThere) console.warn(`SKIPPED, not installed: ${peerName}`);
  return isThere;
}

/**
 * The whole environment of a measured process. It leaves out NODE_OPTIONS, NODE_COMPILE_CACHE and NODE_EXTRA_CA_CERTS: each changes
 * how long Node takes to start.
 */
export function environment(home, url, more = {}) {
  return {
    PATH: process.env.PATH,
    HOME: home,
    TERM: 'xterm-256color',
    CHATBASE_API_KEY: 'a-key-of-the-bench',
    CHATBASE_BOT_ID: 'x8Kq2mVt0bPz7LdWf3RnA',
    CHATBASE_BASE_URL: url,
    ...more,
  };
}

/**
 * Runs a command to completion and discards its output. Returns wall milliseconds, and CPU milliseconds and peak MB of the process and its children.
 * Throws if it exits with another code than expected.
 */
export async function measure({ argv, env, exitCode = 0 }) {
  if (python === undefined) throw new Error('The benchmarks measure processes with python3. Install it.');
  const meter = ['-I', '-S', join(here, 'meter.py'), ...argv];
  const { stdout, stderr } = await promisify(execFile)(python, meter, { env });
  const { exitCode: code, ...figures } = JSON.parse(stdout);
  if (code !== exitCode) throw new Error(`${argv.join(' ')} exited with code ${code}: ${stderr}`);
  return figures;
}

/** Starts a server from `servers/`, which prints its base URL when it is ready. */
export async function startServer(file, env = {}) {
  const server = spawn(node, [join(here, 'servers', file)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ...env },
  });
  const stop = () => server.kill();
  // No server outlives a benchmark that failed.
  process.once('exit', stop);
  server.once('exit', () => process.off('exit', stop));
  const [url] = await once(server.stdout.setEncoding('utf8'), 'data');
  return { url: url.trim(), stop };
}

/** What the server has counted since the previous call. */
export async function readStats(server) {
  // A connection that was kept since the last call may have been closed by now.
  return (await fetch(`${server.url}/stats`, { headers: { connection: 'close' } })).json();
}

/** Calls `work` with a temporary directory and removes it afterwards. */
export async function inScratch(work) {
  const scratch = mkdtempSync(join(tmpdir(), 'cbase-bench-'));
  try {
    return await work(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
