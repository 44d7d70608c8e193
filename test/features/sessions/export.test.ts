import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { run } from '../../support/io.js';
import { says } from '../../support/replies.js';
import { file } from '../../support/workdir.js';

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
