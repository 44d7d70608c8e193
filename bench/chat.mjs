// Benchmarks streamed replies against `curl -N`, `node -e 0` and a `fetch` script (P14):   npm run bench:chat -- [--rounds 11]
// First-byte and total times count from the start of the process. As a program of its own, it also measures long replies.
import { spawn } from 'node:child_process';
import { runAlone } from './main.mjs';
import { bin, environment, inScratch, measure, node, peer, startServer } from './process.mjs';
import { absolute, comparison } from './records.mjs';
import { alternate, median } from './rounds.mjs';

const own = '`cbase chat`';
const nothing = '`node -e 0`';
const curl = '`curl -N`';
const script = '`fetch` script';

const atOnce = 'tokens=1';
const thinking = 'tokens=1 first=300';
const typing = 'tokens=40 gap=5';
const burst = 'tokens=1000';

export function measureChat({ rounds = 11 } = {}) {
  return inScratch(async (scratch) => {
    const server = await startServer('bot.mjs');
    const env = environment(scratch, server.url);
    const figures = {};
    for (const wish of [atOnce, thinking, typing, burst])
      figures[wish] = await alternate(variantsFor(wish, server.url), rounds, (argv) => stream(argv, env));
    server.stop();
    return recordsOf(figures);
  });
}

function variantsFor(wish, url) {
  const body = JSON.stringify({ messages: [{ role: 'user', content: wish }], stream: true });
  return {
    [own]: [node, bin, 'chat', '--quiet', '--message', wish],
    [nothing]: [node, '-e', '0'],
    [curl]: ['curl', '-sN', '-H', 'content-type: application/json', '-d', body, `${url}/chat`],
    [script]: [node, peer('chat.mjs'), wish],
  };
}

/** Milliseconds to the first byte and to the end, and the median delay of the tokens. */
function stream([program, ...argv], env) {
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'inherit'], env });
    let firstMs;
    const late = [];
    child.stdout.on('data', (chunk) => {
      const nowUs = Number(process.hrtime.bigint() / 1000n);
      firstMs ??= performance.now() - startedMs;
      for (const [, sentUs] of chunk.toString().matchAll(/t(\d+);/g))
        late.push((nowUs - Number(sentUs)) / 1000);
    });
    child.on('close', () => {
      const totalMs = performance.now() - startedMs;
      resolve({ firstMs: firstMs ?? totalMs, totalMs, lateMs: median(late) });
    });
  });
}

function recordsOf(figures) {
  const row = (what, wish, [figure, other, goal]) => {
    const of = figures[wish];
    // `node -e 0` writes nothing, so its whole time counts.
    const base = other === nothing ? of[other].totalMs : of[other][figure];
    return comparison({ id: 'P14', what, goal }, of[own][figure], other, base);
  };
  const now = 'chat, first byte, server responds at once';
  const later = 'chat, first byte, server responds after 300 ms';
  const whole = 'chat, end of a reply of 1000 tokens sent at once';
  const delay = 'chat, delay of a token between server and stdout';
  const beyond = figures[typing][own].lateMs - figures[typing][curl].lateMs;
  return [
    row(now, atOnce, ['firstMs', nothing, 2.2]),
    row(now, atOnce, ['firstMs', curl]),
    row(now, atOnce, ['firstMs', script]),
    row(later, thinking, ['firstMs', curl, 1.2]),
    row(later, thinking, ['firstMs', script]),
    row(whole, burst, ['totalMs', nothing, 2.2]),
    row(whole, burst, ['totalMs', script]),
    row(delay, typing, ['lateMs', curl]),
    row(delay, typing, ['lateMs', script]),
    absolute({ id: 'P14', what: `${delay}, beyond that of ${curl}`, goal: 0.2 }, beyond),
  ];
}

function measureLongReplies({ rounds = 5 }) {
  return inScratch(async (scratch) => {
    const server = await startServer('bot.mjs');
    const env = environment(scratch, server.url);
    const asking = (wish, ...flags) => [node, bin, 'chat', '--quiet', '--message', wish, ...flags];
    const variants = {
      '24 KB, Markdown': asking('tokens=400 size=60', '--render', 'markdown'),
      '1 MB, plain': asking('tokens=16000 size=64'),
      '1 MB, Markdown': asking('tokens=16000 size=64', '--render', 'markdown'),
    };
    const figures = await alternate(variants, rounds, (argv) => measure({ argv, env }));
    server.stop();
    return Object.entries(figures).flatMap(([name, { cpuMs, rssMb }]) => [
      absolute({ id: 'P14', what: `chat, a reply of ${name}: CPU` }, cpuMs),
      absolute({ id: 'P14', what: `chat, a reply of ${name}: peak memory`, unit: 'MB' }, rssMb),
    ]);
  });
}

await runAlone(import.meta, async (options) => [
  ...(await measureChat(options)),
  ...(await measureLongReplies(options)),
]);
