import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { bin } from '../support/cli.js';
import { emulator } from '../support/emulator.js';
import { workdir } from '../support/workdir.js';

const seed = new URL('../support/full-seed.json', import.meta.url).pathname;

function bash(line: string, env: Readonly<Record<string, string>>) {
  return new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
    const script = `cbase() { '${process.execPath}' '${bin}' "$@"; }; ${line}`;
    const PATH = process.env.PATH ?? '';
    execFile(
      'bash',
      ['-c', script],
      { env: { ...env, PATH, HOME: workdir() }, cwd: workdir() },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

test.each([
  '--version',
  '--help',
  'bots list --help',
  'bots list',
  'models',
  'chat hello',
  'leads export',
  'completion bash',
  'api GET /get-chatbots',
])('a full disk behind stdout exits 74 without a stack trace: cbase %s', async (command) => {
  const api = await emulator({ seed });
  const { code, err } = await bash(`cbase ${command} > /dev/full`, api.env);
  expect([code, err.includes('at ')]).toEqual([74, false]);
});

test.each([
  'bots list',
  'contacts list',
  'convos export --format ndjson',
  'models',
  '--help',
  'completion zsh',
])('a pipe that is closed at once is not an error: cbase %s', async (command) => {
  const api = await emulator({ seed });
  const { out, err } = await bash(`cbase ${command} -q | true; echo "\${PIPESTATUS[0]}"`, api.env);
  expect([out, err]).toEqual(['0\n', '']);
});

test('closed standard streams do not stop a write', async () => {
  const api = await emulator({ seed });
  const { code } = await bash('cbase bots update b1 --temperature 0.3 >&- 2>&- <&-', api.env);
  expect([code === 0 || code === 74, api.seen('POST /update-chatbot-settings').length]).toEqual([true, 1]);
});
