import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../src/emulator/faults.js';
import type { Io } from '../../src/io.js';
import { buildProgram } from '../../src/program.js';
import { emulator } from '../support/emulator.js';
import { squarePng } from '../support/images.js';
import { run } from '../support/io.js';
import { workdir } from '../support/workdir.js';

/**
 * How a call may be repeated decides how its failures end: a `read` is asked again, a `write` is not and may be in doubt,
 * the same `settings` twice are the same, a `question` is billed.
 */
type Kind = 'read' | 'settings' | 'write' | 'question';
type Row = readonly [command: string, kind: Kind, calls: string, argv: readonly string[]];

const seed = new URL('../support/full-seed.json', import.meta.url).pathname;
const contacts = '/chatbots/b1/contacts';
const attrs = '/chatbots/b1/custom-attributes';

const rows: readonly Row[] = [
  ['auth login', 'read', 'GET /get-chatbots', ['--with-token']],
  ['bots list', 'read', 'GET /get-chatbots', []],
  ['bots get', 'read', 'GET /get-chatbots', ['b1']],
  ['bots create', 'write', 'POST /create-chatbot', ['Fresh', '--source', 'TEXT']],
  ['bots update', 'settings', 'POST /update-chatbot-settings', ['b1', '--temperature', '0.5']],
  ['bots train', 'write', 'POST /update-chatbot-data', ['b1', '--source', 'TEXT', '--yes']],
  ['bots delete', 'write', 'DELETE /delete-chatbot', ['b1', '--confirm', 'b1']],
  ['bots icon set', 'settings', 'POST /upload-chatbot-icon', ['PNG', 'b1']],
  ['bots icon delete', 'write', 'DELETE /delete-chatbot-icon', ['b1', '--confirm', 'b1']],
  ['bots picture set', 'settings', 'POST /upload-chatbot-profile-picture', ['PNG', 'b1']],
  ['bots picture delete', 'write', 'DELETE /delete-chatbot-profile-picture', ['b1', '--confirm', 'b1']],
  ['chat', 'question', 'POST /chat', ['When are you open?']],
  ['contacts list', 'read', `GET ${contacts}`, []],
  // Where the call takes Chatbase's own id only, the list is searched.
  ['contacts get', 'read', `GET ${contacts}/*, GET ${contacts}`, ['c1']],
  ['contacts create', 'write', `POST ${contacts}`, ['c9', '--name', 'Cy', '--set', 'seats=3']],
  ['contacts update', 'settings', `PATCH ${contacts}/*`, ['c1', '--name', 'Ada L.']],
  ['contacts delete', 'write', `DELETE ${contacts}/*`, ['c1', '--confirm', 'c1']],
  // The attributes are its columns.
  ['contacts export', 'read', `GET ${contacts}`, []],
  ['attrs list', 'read', `GET ${attrs}`, []],
  ['attrs get', 'read', `GET ${attrs}`, ['plan']],
  ['attrs create', 'write', `POST ${attrs}`, ['tier', '--type', 'text']],
  ['attrs update', 'settings', `PUT ${attrs}/plan`, ['plan', '--label', 'Subscription']],
  ['attrs archive', 'settings', `PUT ${attrs}/plan`, ['plan']],
  ['attrs unarchive', 'settings', `PUT ${attrs}/old_tier`, ['old_tier']],
  ['leads list', 'read', 'GET /get-leads', []],
  ['leads get', 'read', 'GET /get-leads', ['1']],
  ['leads export', 'read', 'GET /get-leads', []],
  ['leads stats', 'read', 'GET /get-leads', []],
  ['convos list', 'read', 'GET /get-conversations', []],
  ['convos get', 'read', 'GET /get-conversations', ['v1']],
  ['convos export', 'read', 'GET /get-conversations', []],
  ['convos stats', 'read', 'GET /get-conversations', []],
  ['api', 'read', 'GET /get-chatbots', ['GET', '/get-chatbots']],
  ['doctor', 'read', 'GET /get-chatbots', []],
];

/** These ask no API of their own: the import has tests of its own, the others nothing to ask. */
const elsewhere = new Set([
  ...['auth status', 'auth logout', 'config list', 'config get', 'config set', 'config unset'],
  ...['contacts import resume', 'contacts import resolve', 'contacts import results', 'contacts import undo'],
  ...['leads status', 'leads verify', 'convos status', 'convos verify', 'contacts verify'],
  ...['sessions list', 'sessions export', 'sessions delete', 'sessions to-test', 'picks'],
  ...['models', 'completion', 'emulator', 'demo'],
]);

test('every command is in the table', async () => {
  const io = { version: '0', stdout: {} } as unknown as Io;
  const words = leaves(await buildProgram({ io, run: async () => 0, end: () => {}, help: () => {} }));
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
  /** What must be in the message. */
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
  'a cut answer': { fault: { cutAfter: 6 }, ends: { ...all(76), write: 7, question: 7 } },
  'a web page': { fault: { html: true }, ends: { ...all(76), write: 7 }, says: 'web page' },
  'a redirect': {
    fault: { status: 302, headers: { location: 'https://evil.example/x' } },
    ends: all(76),
    says: 'redirects to https://evil.example',
  },
};

const directory = workdirForAll();

/** Files that outlive a single test. */
function workdirForAll() {
  const paths = { text: '', png: '' };
  beforeAll(() => {
    const where = `/tmp/cbase-every-${process.pid}`;
    paths.text = `${where}.md`;
    paths.png = `${where}.png`;
    writeFileSync(paths.text, 'We are open from 9 to 5.');
    writeFileSync(paths.png, squarePng());
  });
  return paths;
}

function argvOf([command, , , argv]: Row): readonly string[] {
  const filled = argv.map((word) => ({ TEXT: directory.text, PNG: directory.png })[word] ?? word);
  return [...command.split(' '), ...filled];
}

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
        if (says !== undefined) expect(done.out + done.err, where).toContain(says);
        for (const call of calls.split(', ')) expectPolite(api.seen(call).length, kind, fault);
      }
    }
  });
});

/** 204 has no body that could be cut. */
function isBodyless(command: string, shape: string, fault: Weather['fault']): boolean {
  return command === 'contacts delete' && shape === 'documented' && fault?.cutAfter !== undefined;
}

function expectOneDocument(out: string, code: number, where: string): void {
  const document = JSON.parse(out) as { readonly ok?: boolean; readonly exitCode?: number };
  if (code !== 0) expect([document.ok, document.exitCode], where).toEqual([false, code]);
}

/** A list that failed prints at most its header: never a row it cannot vouch for. */
function expectNoRows(out: string, where: string): void {
  expect(out.split('\n').length, where).toBeLessThanOrEqual(2);
}

/** A write is sent once unless the server refused it for its pace; a question at most three times. */
function expectPolite(times: number, kind: Kind, fault: Weather['fault']): void {
  const most =
    fault === undefined ? 3 : fault.status === 429 ? 5 : kind === 'write' || kind === 'question' ? 1 : 6;
  expect(times).toBeLessThanOrEqual(kind === 'question' ? Math.min(most, 3) : most);
}
