import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Fault } from '../../../src/emulator/faults.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

const says = (body: string, more: Partial<Fault> = {}) => ({
  body,
  headers: { 'content-type': 'text/plain' },
  ...more,
});
async function setup(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator(options);
  const home = workdir();
  const chat = (argv: readonly string[]) => run(['chat', ...argv], { env: api.env, home });
  const batch = (argv: readonly string[]) => run(['batch', ...argv], { env: api.env, home });
  const runTests = (argv: readonly string[]) => run(['tests', 'run', ...argv], { env: api.env, home });
  const replay = (argv: readonly string[]) => run(['replay', ...argv], { env: api.env, home });
  const calls = () => api.seen('POST /chat').map(({ body }) => body as Record<string, unknown>);
  const messages = (call: number) => (calls()[call]?.messages ?? []) as { role: string; content: string }[];
  return { api, home, chat, batch, runTests, replay, calls, messages };
}

test('C-44 sessions exported as JSON are printable', async () => {
  const { api, home, chat } = await setup();
  api.next('POST /chat', says('a\u009b31m\u202eb'));
  await chat(['hi', '-q']);
  for (const format of ['json', 'jsonl']) {
    const { out } = await run(['sessions', 'export', '--format', format], { env: api.env, home });
    expect(out).not.toMatch(/[\u0080-\u009f\u202e]/);
    expect(out).toContain('\\u009b31m\\u202e');
  }
});

test('C-84 a Markdown report cannot be broken by content, and an inline fence does not open a block', async () => {
  const { api, chat, home, replay } = await setup();
  const md = join(home, 'm.md');
  const convo = {
    id: 'x<img src=y>',
    messages: [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'x' },
    ],
  };
  await replay([file(JSON.stringify(convo), 'c.json'), '--md', md]);
  // Inside a fence it is plain text.
  expect(readFileSync(md, 'utf8').replace(/```[\s\S]*?```/g, '')).not.toContain('<img');
  api.next('POST /chat', says('1. ```bash\n   ls\n   ```\n\n```npm i``` does it.'));
  await chat(['how', '-q']);
  const { out } = await run(['sessions', 'export'], { env: api.env, home });
  expect(out).toContain('does it.\n');
  expect(out.trimEnd().endsWith('does it.')).toBe(true);
});
