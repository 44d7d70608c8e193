// Benchmarks chat against `curl -N` and `node -e 0`, interleaved in one run, using its own bot server:
//   npm run bench:chat -- [rounds]
// First-byte and total times are for whole processes; interactive conversations are measured in a real terminal.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn as spawnTerminal } from '@lydell/node-pty';
import { median, node, startServer } from './process.mjs';

const rounds = Number(process.argv[2] ?? 9);
const bin = join(import.meta.dirname, '../bin/cbase.js');
const scratch = mkdtempSync(join(tmpdir(), 'cbase-bench-'));
const { url, stop } = await startServer('bot.mjs', {});
const figures = join(scratch, 'figures.json');
const env = {
  PATH: process.env.PATH,
  HOME: scratch,
  TERM: 'xterm-256color',
  CHATBASE_API_KEY: 'a-key-of-the-bench',
  CHATBASE_BOT_ID: 'b',
  CHATBASE_BASE_URL: url,
  BENCH_FIGURES: figures,
};

/** Milliseconds from the start to the first byte and to the end, and the median delay of the tokens. */
function stream([program, ...argv]) {
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'inherit'], env });
    let firstMs;
    const late = [];
    child.stdout.on('data', (chunk) => {
      firstMs ??= performance.now() - startedMs;
      for (const [sent] of chunk.toString().matchAll(/\b\d{13}\b/g)) late.push(Date.now() - Number(sent));
    });
    child.on('close', () =>
      resolve({
        firstMs,
        totalMs: performance.now() - startedMs,
        lateMs: late.length === 0 ? Number.NaN : median(late),
      }),
    );
  });
}

const curl = (wish) => [
  ...['curl', '-sN', '-H', 'content-type: application/json', `${url}/chat`],
  ...['-d', JSON.stringify({ messages: [{ role: 'user', content: wish }], stream: true })],
];
const cbase = (wish, ...flags) => [...node, bin, 'chat', '-q', ...flags, '-m', wish];
const nothing = () => [process.execPath, '-e', '0'];

async function compare(title, cases) {
  const all = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, argv] of Object.entries(cases)) all[name].push(await stream(argv));
  console.log(`\n${title}`);
  const [floor] = Object.keys(cases);
  for (const [name, some] of Object.entries(all)) {
    const of = (what) => median(some.map((one) => one[what] ?? one.totalMs));
    const base = (what) => median(all[floor].map((one) => one[what] ?? one.totalMs));
    const cells = ['firstMs', 'totalMs'].map(
      (what) => `${of(what).toFixed(0).padStart(7)} ${(of(what) / base(what)).toFixed(2).padStart(6)}`,
    );
    console.log(`  ${name.padEnd(22)}${cells.join('  ')}  ${of('lateMs').toFixed(1).padStart(6)}`);
  }
}

console.log('medians:                 first ms      x  total ms      x  late ms');
for (const wish of ['tokens=1 first=0', 'tokens=1 first=300', 'tokens=40 gap=5', 'tokens=1000'])
  await compare(wish, {
    'curl -N': curl(wish),
    'node -e 0': nothing(),
    'cbase chat': cbase(wish),
    'cbase chat --no-session': cbase(wish, '--no-session'),
  });

/** Starts a conversation in a terminal, and reports when a text appears. */
function conversation() {
  const startedMs = performance.now();
  const terminal = spawnTerminal(process.execPath, [...node.slice(1), bin, 'chat'], {
    cols: 100,
    rows: 30,
    env,
  });
  let seen = '';
  terminal.onData((data) => {
    seen += data;
  });
  return {
    type: (text) => {
      seen = '';
      terminal.write(text);
      return performance.now();
    },
    until: async (pattern) => {
      while (!pattern.test(seen)) await new Promise((resolve) => setTimeout(resolve, 1));
      return performance.now();
    },
    seen: () => seen,
    startedMs,
    end: () =>
      new Promise((resolve) => {
        terminal.onExit(resolve);
        terminal.write('\x04');
      }),
  };
}

async function inTerminal() {
  const talk = conversation();
  const prompt = (await talk.until(/> /)) - talk.startedMs;
  talk.type('tokens=1\r');
  await talk.until(/\d{13}/);
  const late = Date.now() - Number(/\d{13}/.exec(talk.seen())[0]);
  await talk.until(/session/);
  const asked = talk.type('tokens=400 size=60 first=0\r');
  await talk.until(/session/);
  const long = performance.now() - asked;
  talk.type('tokens=400 gap=50\r');
  await talk.until(/\d{13}/);
  const stopped = talk.type('\x03');
  const back = (await talk.until(/> /)) - stopped;
  await talk.end();
  const { cpuS, rssMb } = JSON.parse(readFileSync(figures, 'utf8'));
  return { prompt, late, long, back, cpuS: cpuS * 1000, rssMb };
}

const talks = [];
for (let round = 0; round < rounds; round++) talks.push(await inTerminal());
const of = (what) => median(talks.map((one) => one[what])).toFixed(0);
console.log('\nin a terminal, medians              ms   budget');
console.log(`  first prompt                  ${of('prompt').padStart(6)}      250`);
console.log(`  server to screen              ${of('late').padStart(6)}       30`);
console.log(`  24 KB of Markdown, total      ${of('long').padStart(6)}`);
console.log(`  Ctrl-C to prompt              ${of('back').padStart(6)}      100`);
console.log(`  CPU of the conversation       ${of('cpuS').padStart(6)}`);
console.log(`  peak MB                       ${of('rssMb').padStart(6)}`);

function once(argv) {
  const startedMs = performance.now();
  spawnSync(argv[0], argv.slice(1), { stdio: ['ignore', 'ignore', 'inherit'], env });
  const wallMs = performance.now() - startedMs;
  return { wallMs, ...JSON.parse(readFileSync(figures, 'utf8')) };
}

const short = cbase('tokens=1 size=60', '--render', 'markdown');
const measured = {
  'chat --help': [...node, bin, 'chat', '--help'],
  'a short reply': short,
  '24 KB, Markdown': cbase('tokens=400 size=60', '--render', 'markdown'),
  '1 MB, plain': cbase('tokens=16000 size=64'),
  '1 MB, Markdown': cbase('tokens=16000 size=64', '--render', 'markdown'),
};
console.log('\nwhole processes, medians    wall ms   CPU ms  peak MB');
for (const [name, argv] of Object.entries(measured)) {
  const some = Array.from({ length: rounds }, () => once(argv));
  const at = (what, by = 1) => (median(some.map((one) => one[what])) * by).toFixed(0).padStart(8);
  console.log(`  ${name.padEnd(24)}${at('wallMs')} ${at('cpuS', 1000)} ${at('rssMb')}`);
}
stop();
rmSync(scratch, { recursive: true, force: true });
