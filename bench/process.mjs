// Shared by the benchmarks: starting a server, and measuring a process that uses it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;

/** The command to run Node with measurement. */
export const node = [process.execPath, '--import', join(here, 'measure.mjs')];

/** Starts a server from this folder, which prints its base URL when it is ready. */
export async function startServer(file, env) {
  const server = spawn(process.execPath, [join(here, file)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ...env },
  });
  const [url] = await once(server.stdout.setEncoding('utf8'), 'data');
  return { url: url.trim(), stop: () => server.kill() };
}

/** Runs a command to completion; returns wall seconds, and CPU seconds and peak memory for programs that report them. */
export async function measured({ argv: [program, ...argv], env = {} }, url, scratch) {
  const figures = join(scratch, 'figures.json');
  const startedMs = performance.now();
  const child = spawn(program, argv, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: scratch,
      CHATBASE_API_KEY: 'a-key-of-the-bench',
      CHATBASE_BOT_ID: 'b',
      CHATBASE_BASE_URL: url,
      BENCH_FIGURES: figures,
      ...env,
    },
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${program} ${argv.join(' ')} exited with code ${code}`);
  const wallS = (performance.now() - startedMs) / 1000;
  const told = figuresIn(figures);
  rmSync(figures, { force: true });
  rmSync(join(scratch, '.local'), { recursive: true, force: true });
  return { wallS, ...told };
}

function figuresIn(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { cpuS: Number.NaN, rssMb: Number.NaN };
  }
}

export function median(some) {
  return some.toSorted((a, b) => a - b)[some.length >> 1];
}
