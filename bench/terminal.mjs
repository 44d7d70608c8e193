// Benchmarks a conversation in a real terminal (P14):   node bench/terminal.mjs [--rounds 9]
import { setTimeout as pause } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import { runAlone } from './main.mjs';
import { bin, environment, inScratch, node, startServer } from './process.mjs';
import { absolute, comparison } from './records.mjs';
import { alternate } from './rounds.mjs';

const own = 'cbase chat';
const nothing = '`node -e 0`';

/** The goal is 130 ms where `node -e 0` takes 40 ms. */
const prompt = { id: 'P14', what: 'chat in a terminal: first prompt', goal: 130 / 40 };

export function measureTerminal({ rounds = 9 } = {}) {
  return inScratch(async (scratch) => {
    const server = await startServer('bot.mjs');
    const env = environment(scratch, server.url);
    const variants = {
      [own]: () => conversation(onTerminal([bin, 'chat'], env)),
      [nothing]: () => measureExit(onTerminal(['-e', '0'], env)),
    };
    const figures = await alternate(variants, rounds, (run) => run());
    server.stop();
    const { promptMs, lateMs, stoppedMs, longMs } = figures[own];
    const what = 'chat in a terminal';
    return [
      comparison(prompt, promptMs, nothing, figures[nothing].ms),
      absolute({ id: 'P14', what: `${what}: a token between server and screen`, goal: 30 }, lateMs),
      absolute({ id: 'P14', what: `${what}: Ctrl-C to prompt`, goal: 100 }, stoppedMs),
      absolute({ id: 'P14', what: `${what}: a reply of 24 KB of Markdown` }, longMs),
    ];
  });
}

/** Starts Node in a terminal. `type` also clears what `until` looks at. */
function onTerminal(argv, env) {
  const startedMs = performance.now();
  const child = spawn(node, argv, { cols: 100, rows: 30, env });
  const exit = new Promise((resolve) => child.onExit(resolve));
  let seen = '';
  child.onData((data) => {
    seen += data;
  });
  const type = (text) => {
    seen = '';
    child.write(text);
    return performance.now();
  };
  const until = async (pattern) => {
    while (!pattern.test(seen)) await pause(1);
    return performance.now();
  };
  return { startedMs, exit, type, until, seen: () => seen };
}

async function measureExit(screen) {
  await screen.exit;
  return { ms: performance.now() - screen.startedMs };
}

const token = /t(\d+);/;

async function conversation(screen) {
  const promptMs = (await screen.until(/you ›/)) - screen.startedMs;
  screen.type('tokens=1\r');
  await screen.until(token);
  const lateMs = Number(process.hrtime.bigint() / 1000n - BigInt(token.exec(screen.seen())[1])) / 1000;
  await screen.until(/≈/);
  const askedMs = screen.type('tokens=400 size=60\r');
  const longMs = (await screen.until(/≈/)) - askedMs;
  screen.type('tokens=400 gap=50\r');
  await screen.until(token);
  const pressedMs = screen.type('\x03');
  const stoppedMs = (await screen.until(/you ›/)) - pressedMs;
  screen.type('\x04');
  await screen.exit;
  return { promptMs, lateMs, longMs, stoppedMs };
}

await runAlone(import.meta, measureTerminal);
