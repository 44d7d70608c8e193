import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { Io } from '../../src/base/io.js';
import type { Fault } from '../../src/emulator/faults.js';
import { buildProgram } from '../../src/program.js';
import { argvOf, type Kind, rows, fullSeed as seed } from '../support/commands.js';
import { emulator } from '../support/emulator.js';
import { run } from '../support/io.js';
import { workdir } from '../support/workdir.js';

/** Not in the table: imports and what settles a lost response itself have their own tests, the others do not call the API. */
const elsewhere = new Set([
  ...['bots apply', 'bots clone'],
  ...['auth status', 'auth logout', 'config list', 'config get', 'config set', 'config unset'],
  ...['contacts import resume', 'contacts import resolve', 'contacts import results', 'contacts import undo'],
  ...['contacts import clean', 'contacts restore', 'contacts forget'],
  ...['contacts plan', 'contacts apply', 'contacts sync'],
  ...['leads status', 'leads verify', 'convos status', 'convos verify', 'contacts verify'],
  // A dashboard exists at Chatbase only.
  'convos open',
  ...['sessions list', 'sessions export', 'sessions delete', 'picks', 'picks apply'],
  ...['batch', 'tests run', 'tests from-session', 'replay'],
  ...['identity hash', 'identity verify', 'identity token', 'identity check', 'embed'],
  ...['completion install', 'completion uninstall'],
  ...['models', 'completion', 'emulator', 'demo', 'open', 'commands', 'version'],
  ...['auth rotate', 'config edit', 'attrs suggest', 'attrs plan', 'attrs apply'],
  ...['config path', 'profile list', 'profile use', 'mcp'],
  ...['webhooks listen', 'webhooks verify', 'webhooks send'],
]);

test('every command is in the table', async () => {
  const io = { version: '0', stdout: {} } as unknown as Io;
  const words = leaves(await buildProgram({ io, run: async () => 0, end: () => {}, print: () => {} }));
  const listed = new Set(rows.map(([command]) => command));
  expect(words.filter((command) => !listed.has(command) && !elsewhere.has(command))).toEqual([]);
  expect([...listed].filter((command) => !words.includes(command))).toEqual([]);
});

function leaves(command: Command, words: readonly string[] = []): readonly string[] {
  const inside = command.commands.filter((one) => one.name() !== 'help' && !one.name().startsWith('_'));
  return inside.length === 0
    ? [words.join(' ')]
    : inside.flatMap((one) => leaves(one, [...words, one.name()]));
}

type Weather = {
  readonly fault: Omit<Fault, 'method' | 'path'> | undefined;
  readonly ends: Readonly<Record<Kind, number>>;
  /** Text that the message must contain. */
  readonly says?: string;
};

const all = (code: number) => ({ read: code, settings: code, write: code, question: code });
const issues = [{ field: 'custom_attributes.age', message: 'Expected number, received string' }];

const weathers: Readonly<Record<string, Weather>> = {
  ok: { fault: undefined, ends: all(0) },
  '401': {
    fault: { status: 401, body: { message: 'Unauthorized access' } },
    ends: all(4),
    says: 'Unauthorized access',
  },
  '404': {
    fault: { status: 404, body: { message: 'Chatbot not found' } },
    ends: all(5),
    says: 'Chatbot not found',
  },
  '400 with issues': {
    fault: { status: 400, body: { message: 'Invalid request body', issues } },
    ends: all(1),
    says: 'Invalid request body; custom_attributes.age: Expected number, received string',
  },
  '429': {
    fault: { status: 429, body: { message: 'Rate limit exceeded' } },
    ends: all(75),
    says: 'Rate limit exceeded',
  },
  '500': {
    fault: { status: 500, body: { message: 'Internal server error' } },
    ends: { ...all(75), write: 7 },
    says: 'Internal server error',
  },
  'a truncated response': { fault: { cutAfter: 6 }, ends: { ...all(76), write: 7, question: 7 } },
  'a web page': { fault: { html: true }, ends: { ...all(76), write: 7 }, says: 'web page' },
  'a redirect': {
    fault: { status: 302, headers: { location: 'https://evil.example/x' } },
    ends: all(76),
    says: 'redirects to https://evil.example',
  },
};

describe.each(rows.map((row) => [row[0], row] as const))('cbase %s', (command, row) => {
  test.each(Object.entries(weathers))('%s', async (_, { fault, ends, says }) => {
    const [, kind, calls] = row;
    for (const shape of ['observed', 'documented'] as const) {
      for (const format of ['table', 'json']) {
        const api = await emulator({ seed, shape, key: 'journey-key-0001' });
        for (const call of calls.split(', ')) if (fault !== undefined) api.next(call, { ...fault, times: 0 });
        const argv = [...argvOf(row), '--format', format];
        const isWritten = command.endsWith('export') && format === 'table';
        const stdin = command === 'auth login' ? { stdin: 'journey-key-0001' } : {};
        const done = await run(isWritten ? argvOf(row) : argv, { env: api.env, ...stdin, home: workdir() });
        const where = `${shape} ${format}\n${done.out}\n${done.err}`;
        expect(done.code, where).toBe(isBodyless(command, shape, fault) ? 0 : ends[kind]);
        expect(done.out + done.err, where).not.toMatch(/undefined|\[object Object\]|at .+\.[jt]s:\d/);
        if (format === 'json') expectOneDocument(done.out, done.code, where);
        else if (done.code !== 0 && kind !== 'question' && command !== 'doctor')
          expectNoRows(done.out, where);
        // Doctor wraps its findings.
        if (says !== undefined) expect((done.out + done.err).replace(/\n +/g, ' '), where).toContain(says);
        for (const call of calls.split(', ')) expectPolite(api.seen(call).length, kind, fault);
      }
    }
  });
});

/** A 204 response has no body that could be truncated. */
function isBodyless(command: string, shape: string, fault: Weather['fault']): boolean {
  return command === 'contacts delete' && shape === 'documented' && fault?.cutAfter !== undefined;
}

function expectOneDocument(out: string, code: number, where: string): void {
  const document = JSON.parse(out) as { readonly ok?: boolean; readonly exitCode?: number };
  if (code !== 0) expect([document.ok, document.exitCode], where).toEqual([false, code]);
}

/** A list that failed prints at most its header, never an unconfirmed row. */
function expectNoRows(out: string, where: string): void {
  expect(out.split('\n').length, where).toBeLessThanOrEqual(2);
}

/** A write is sent once unless it was rate-limited; a question at most three times. */
function expectPolite(times: number, kind: Kind, fault: Weather['fault']): void {
  const most =
    fault === undefined ? 3 : fault.status === 429 ? 5 : kind === 'write' || kind === 'question' ? 1 : 6;
  expect(times).toBeLessThanOrEqual(kind === 'question' ? Math.min(most, 3) : most);
}
