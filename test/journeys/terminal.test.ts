import { spawn } from '@lydell/node-pty';
import { describe, expect, test } from 'vitest';
import { bin } from '../support/cli.js';
import { emulator } from '../support/emulator.js';
import { file, workdir } from '../support/workdir.js';

type Screen = { readonly code: number; readonly text: string };

/** Runs the real binary in a real terminal and records every byte of its output. */
function inTerminal(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  cols = 80,
): Promise<Screen> {
  return new Promise((resolve) => {
    const terminal = spawn(process.execPath, [bin, ...argv], {
      cols,
      rows: 24,
      cwd: workdir(),
      env: { PATH: process.env.PATH ?? '', HOME: workdir(), TERM: 'xterm-256color', ...env },
    });
    let text = '';
    terminal.onData((chunk) => {
      text += chunk;
    });
    terminal.onExit(({ exitCode }) => resolve({ code: exitCode, text }));
  });
}

const esc = '\u001b';

describe('in a terminal', () => {
  test('a list is a table that fits the width, with a bold header', async () => {
    const api = await emulator();
    const { code, text } = await inTerminal(['bots', 'list'], api.env, 90);
    expect(code).toBe(0);
    expect(text).toContain(`${esc}[1mid${esc}[22m`);
    const lines = text
      .replaceAll(new RegExp(`${esc}\\[\\d+m`, 'g'), '')
      .trimEnd()
      .split('\r\n');
    expect(lines.length).toBe(5);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(90);
  });

  test('a terminal too narrow for columns gets one block per row', async () => {
    const api = await emulator();
    const { text } = await inTerminal(
      ['bots', 'list', '--no-color', '--fields', 'id,name,status,model'],
      api.env,
      30,
    );
    expect(text).toContain(
      'id      b1\r\nname    Support\r\nstatus  trained\r\nmodel   gpt-4o-mini\r\n\r\nid      b2',
    );
  });

  test('NO_COLOR and --no-color leave no escape sequences', async () => {
    const api = await emulator();
    expect((await inTerminal(['bots', 'list'], { ...api.env, NO_COLOR: '1' })).text).not.toContain(esc);
    expect((await inTerminal(['bots', 'list', '--no-color'], api.env)).text).not.toContain(esc);
  });

  test('K-14 S-12 escape sequences in an answer are shown as text', async () => {
    const api = await emulator();
    const hostile = `${esc}]0;owned\u0007${esc}[2J${esc}]52;c;aGk=\u0007\u009b31mred\u202egnp`;
    api.next('POST /chat', {
      body: hostile,
      headers: { 'content-type': 'text/plain' },
      dripBytes: 1,
      everyMs: 1,
    });
    const { code, text } = await inTerminal(['chat', 'hello'], api.env);
    expect(code).toBe(0);
    expect(text).toBe(
      '^[]0;owned^G^[[2J^[]52;c;aGk=^G\\u{9B}31mred\\u{202E}gnp\r\n(7 control characters shown as text)\r\n',
    );
  });

  test('escape sequences in a server error are shown as text', async () => {
    const api = await emulator();
    api.next('GET /get-chatbots', { status: 400, body: { message: `${esc}]0;owned\u0007bad` } });
    const { code, text } = await inTerminal(['bots', 'list'], { ...api.env, NO_COLOR: '1' });
    expect([code, text.includes(esc)]).toEqual([1, false]);
    expect(text).toContain('^[]0;owned^Gbad');
  });

  test('an import shows a live line and leaves only the ledger on the screen', async () => {
    // The line is drawn about every 80 ms: a batch must take longer to be seen, even on a busy machine.
    const api = await emulator({ latencyMs: 500 });
    const content = `external_id\n${Array.from({ length: 40 }, (_, i) => `r${i}\n`).join('')}`;
    const { code, text } = await inTerminal(
      ['contacts', 'import', file(content), '--batch-size', '10', '--concurrency', '1'],
      api.env,
    );
    expect(code).toBe(0);
    expect(text).toMatch(/Sending ░{20} 0 of 40 rows/);
    expect(text).toMatch(/Sending █{10}░{10} 20 of 40 rows/);
    const [, ledger = ''] = text.split('contacts.csv (CSV');
    expect(ledger).toContain('40');
    expect(ledger).not.toMatch(/Sending|\u001b\[2K|\u001b\[1G/);
    expect(text).not.toContain(`${esc}[?25l`);
  });

  test('B-1 B-2 a rate-limit wait is shown in the line, with the time of day it ends', async () => {
    // So slow that each batch is drawn.
    const api = await emulator({ latencyMs: 250 });
    const wait = { status: 429, headers: { 'retry-after': '2' }, body: { message: 'Rate limit exceeded' } };
    api.next('POST /chatbots/b1/contacts', { skip: 1, ...wait });
    const content = `external_id\n${Array.from({ length: 30 }, (_, i) => `r${i}\n`).join('')}`;
    const argv = ['contacts', 'import', file(content), '--batch-size', '10', '--concurrency', '1'];
    const { code, text } = await inTerminal(argv, api.env, 120);
    expect(code).toBe(0);
    expect(text).toMatch(/Rate limited; waiting until \d\d:\d\d:\d\d\. Sending [█░]{20} 10 of 30 rows/);
    expect(text).toMatch(/20 of 30 rows, \S+\/s, \d+ s left/);
  });

  test('messages do not break the live line', async () => {
    const api = await emulator({ latencyMs: 30 });
    api.next('GET /chatbots/b1/contacts', { status: 503, body: { message: 'Busy' } });
    const content = `external_id\n${Array.from({ length: 20 }, (_, i) => `r${i}\n`).join('')}`;
    const { code, text } = await inTerminal(['contacts', 'import', file(content)], api.env, 120);
    expect(code).toBe(0);
    // The line is cleared before a message is written.
    expect(text).toMatch(/\u001b\[0K(\u001b\[1G)?503 Busy; trying again in/);
  });

  test('importing from a terminal as stdin is refused at once', async () => {
    const api = await emulator();
    const { code, text } = await inTerminal(['contacts', 'import', '-'], api.env);
    expect([code, text]).toEqual([2, expect.stringContaining('Standard input is a terminal')]);
  });
});
