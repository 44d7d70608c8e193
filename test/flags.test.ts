import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Io } from '../src/base/io.js';
import type { Fault } from '../src/emulator/faults.js';
import type { EmulatorOptions } from '../src/emulator/options.js';
import { main } from '../src/main.js';
import { buildProgram } from '../src/program.js';
import { emulator } from './support/emulator.js';
import { squarePng } from './support/images.js';
import { type TestIo, type TestIoOptions, testIo } from './support/io.js';
import { workbook } from './support/workbook.js';

/** Each flag has a visible effect for a user or the server: two command lines that differ only in it are compared. */
type Effect = {
  readonly without: string;
  readonly with: string;
  readonly stdin?: string;
  readonly tty?: boolean;
  readonly fault?: readonly [call: string, fault: Omit<Fault, 'method' | 'path'>];
  readonly options?: EmulatorOptions;
  /** Whether the number of connections counts as an effect. */
  readonly connections?: boolean;
  /** Whether the number of writes to stdout counts as an effect. */
  readonly writes?: boolean;
  /** Keys typed at a terminal. */
  readonly typed?: readonly string[];
  /** Whether the waits count as an effect. */
  readonly waits?: boolean;
  /** Command lines to run before both. */
  readonly before?: string | readonly string[];
  /** Whether to use the real clock. */
  readonly isNow?: boolean;
};

const seed = new URL('support/full-seed.json', import.meta.url).pathname;

/** More than one page of everything. */
const longSeed = longSeedFile();

function longSeedFile(): string {
  const made = (i: number) => ({ created_at: new Date(Date.UTC(2026, 2, 1) + i * 60_000).toISOString() });
  const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
  const asked = [{ role: 'user', content: 'Hi' }];
  const bot = {
    id: 'b1',
    name: 'Support',
    source: 'x',
    leads: many(450, (i) => ({ name: `L${i}`, ...made(i) })),
    conversations: many(450, (i) => ({ id: `v${i}`, messages: asked, min_score: 0.7, ...made(i) })),
    contacts: many(2500, (i) => ({ external_id: `c${i}` })),
  };
  const path = join(mkdtempSync(join(tmpdir(), 'cbase-flags-')), 'long.json');
  writeFileSync(path, JSON.stringify({ bots: [bot] }));
  return path;
}

afterAll(() => rmSync(dirname(longSeed), { recursive: true, force: true }));

/** The command line without the flag, and with the flag and its value. */
function adds(without: string, flag: string, more: Partial<Effect> = {}): Effect {
  return { without, with: `${without} ${flag}`, ...more };
}

function each(base: string, flags: Readonly<Record<string, string>>): Readonly<Record<string, Effect>> {
  const command = base.replace(/ [A-Z@'].*| b1$| c\d.*| plan.*| http.*/, '');
  return Object.fromEntries(
    Object.entries(flags).map(([flag, value]) => [`${command} ${flag}`, adds(base, `${flag} ${value}`)]),
  );
}

const hashing = 'identity hash --secret-file @secret.txt --from @people.csv';
const signing = 'identity token u1 --secret-file @secret.txt';

/** The flags of a command that reads a file of ids. */
function idFileFlags(command: string, line: (file: string) => string): Readonly<Record<string, Effect>> {
  return Object.fromEntries(
    Object.entries({
      '--column': adds(line('people.csv'), '--column name'),
      '--exact': adds(line('padded.csv'), '--exact'),
      '--format-in': adds(line('people.csv'), '--format-in ndjson'),
      '--encoding': adds(line('latin.csv'), '--encoding windows-1252'),
      '--delimiter': adds(line('pipes.csv'), '--delimiter |'),
      '--quote': adds(line('inches.csv'), '--quote none'),
      '--skip-lines': adds(line('titled.csv'), '--skip-lines 1'),
      '--short-rows': adds(line('short.csv'), '--short-rows blank'),
      '--sheet': adds(line('people.xlsx'), '--sheet 2'),
      '--header': adds(line('numbered.csv'), '--header'),
      '--no-header': adds(line('people.csv'), '--no-header'),
    }).map(([flag, effect]) => [`${command} ${flag}`, effect]),
  );
}

/** The flags of every command that asks the prompts of a file. */
function asking(command: string, base: string): Readonly<Record<string, Effect>> {
  const limited = { fault: ['POST /chat', { status: 429 }] } as const;
  return Object.fromEntries(
    Object.entries({
      '--model': adds(base, '--model gpt-4o'),
      '--temperature': adds(base, '--temperature 1'),
      '--contact': adds(base, '--contact c1'),
      '--no-retry': adds(base, '--no-retry', limited),
      '--strict': adds(`${base} --stream`, '--strict', says('Hello', { framing: 'close' })),
      '--stream': adds(base, '--stream'),
      '--max-credits': adds(`${base} --concurrency 1 --model gpt-4o`, '--max-credits 1'),
      '--yes': adds(`${base} --model gpt-4`, '--yes'),
      '--concurrency': adds(base, '--concurrency 1', { connections: true, options: { latencyMs: 40 } }),
      '--rate': adds(`${base} --concurrency 1`, '--rate 1/s', { waits: true }),
      '--dry-run': adds(base, '--dry-run'),
    }).map(([flag, effect]) => [`${command} ${flag}`, effect]),
  );
}

/** The flags of the commands that compare a file with a bot; `more` is added to each command line. */
function comparingFlags(command: string, more = ''): Readonly<Record<string, Effect>> {
  const line = (name: string, flags = '') => `${command} @${name}${flags}${more}`;
  const attribute = (name: string, type: string) => ({ before: `attrs create ${name} --type ${type}` });
  const pruned = line('new.csv', ' --prune');
  const effects: Readonly<Record<string, Effect>> = {
    '--map': adds(line('odd.csv'), '--map external_id=Kunde'),
    '--map-file': {
      without: line('odd.csv', ' --map external_id=Kunde --report @report'),
      with: line('odd.csv', ' --map-file @map.json --report @report'),
    },
    '--write-map': adds(line('new.csv'), '--write-map @kept.json'),
    '--id-from': adds(line('odd.csv'), '--id-from Kunde'),
    '--ignore': adds(line('extra.csv'), '--ignore extra'),
    '--derive-ids': adds(line('mails.csv'), '--derive-ids'),
    '--key': adds(line('mails.csv'), '--key email'),
    '--source': adds(line('shop.csv'), '--source none'),
    '--unknown-columns': adds(line('extra.csv'), '--unknown-columns ignore'),
    '--blank': adds(line('blank.csv'), '--blank clear'),
    '--no-trim': adds(line('blanks.csv'), '--no-trim'),
    '--phone': adds(line('phones.csv'), '--phone as-is'),
    '--ids': adds(line('decimals.csv'), '--ids as-is'),
    '--null': adds(line('nulls.csv'), '--null NULL'),
    '--true': adds(line('words.csv', ' --false f'), '--true t', attribute('vip', 'boolean')),
    '--false': adds(line('words.csv', ' --true t'), '--false f', attribute('vip', 'boolean')),
    '--date-format': adds(line('dates.csv'), '--date-format DD.MM.YYYY', attribute('joined', 'date')),
    '--date-zone': adds(line('times.csv'), '--date-zone UTC', attribute('joined', 'date')),
    '--decimal': adds(line('euro.csv'), '--decimal ,', attribute('amount', 'number')),
    '--unescape-formulas': adds(line('guarded.csv'), '--unescape-formulas yes'),
    '--duplicates': adds(line('twice.csv'), '--duplicates first'),
    '--max-rejects': adds(line('twice.csv'), '--max-rejects 5'),
    '--prune': adds(line('new.csv'), '--prune'),
    '--max-delete': adds(pruned, '--max-delete 100%'),
    '--prune-without-id': adds(pruned, '--prune-without-id'),
    '--limit': adds(line('new.csv'), '--limit 2'),
    '--shard': adds(line('new.csv'), '--shard 1/2'),
    '--batch-size': adds(line('new.csv'), '--batch-size 1'),
    '--rate': adds(line('new.csv', ' --batch-size 1 --concurrency 1'), '--rate 1/m', {
      waits: true,
    }),
    '--max-wait': adds(line('new.csv'), '--max-wait 1s', {
      fault: ['GET /chatbots/b1/contacts', { status: 429, headers: { 'retry-after': '7' } }],
    }),
    '--report': adds(line('twice.csv', ' --max-rejects 5'), '--report @report'),
    '--junit': adds(line('new.csv'), '--junit @junit.xml'),
    '--format-in': adds(line('new.csv'), '--format-in ndjson'),
    '--encoding': adds(line('latin.csv'), '--encoding windows-1252'),
    '--delimiter': adds(line('pipes.csv'), '--delimiter |'),
    '--quote': adds(line('inches.csv'), '--quote none'),
    '--skip-lines': adds(line('titled.csv'), '--skip-lines 1'),
    '--short-rows': adds(line('short.csv'), '--short-rows blank'),
    '--sheet': adds(line('people.xlsx'), '--sheet 2'),
    '--header': adds(line('numbered.csv'), '--header'),
    '--no-header': adds(line('new.csv'), '--no-header'),
  };
  return Object.fromEntries(Object.entries(effects).map(([flag, effect]) => [`${command} ${flag}`, effect]));
}

/** The flags that all exports share. */
function exportFlags(noun: 'leads' | 'convos' | 'contacts'): Readonly<Record<string, Effect>> {
  const all = `${noun} export`;
  const file = `${all} --out @x.csv`;
  const long = { options: { seed: longSeed, latencyMs: 20 } };
  const call =
    noun === 'contacts'
      ? 'GET /chatbots/b1/contacts'
      : `GET /get-${noun === 'leads' ? 'leads' : 'conversations'}`;
  const effects: Readonly<Record<string, Effect>> = {
    '--format': adds(all, '--format tsv'),
    '--out': adds(all, '--out @x.csv'),
    '--force': adds(`${all} --out @old.csv`, '--force'),
    '--mkdir': adds(`${all} --out @new/x.csv`, '--mkdir'),
    '--manifest': adds(file, '--manifest'),
    '--resume': adds(file, '--resume'),
    '--excel': adds(all, '--excel'),
    '--raw-csv': adds(all, '--raw-csv'),
    '--redact': adds(all, '--redact name,email,phone'),
    '--font': adds(noun === 'contacts' ? all : `${all} --out @x.pdf`, '--font @text.md'),
    '--concurrency': adds(file, '--concurrency 1', { ...long, connections: true }),
    '--rate': adds(file, '--rate 1/s', { waits: true }),
    '--max-wait': adds(file, '--max-wait 1s', {
      fault: [call, { status: 429, headers: { 'retry-after': '7' } }],
      waits: true,
    }),
    '--max-pages': adds(`${file} --concurrency 1`, '--max-pages 1', long),
    '--passes': adds(`${file} --concurrency 1`, '--passes 1', long),
    '--best-effort': adds(`${file} --passes 1`, '--best-effort'),
    '--fail-on-empty': adds(`${all} --bot b2`, '--fail-on-empty'),
    '--if-locked': adds(`${all} --out @x.csv --state held`, '--if-locked skip', { isNow: true }),
  };
  return Object.fromEntries(
    Object.entries(named(effects, noun)).map(([flag, effect]) => [`${all} ${flag}`, effect]),
  );
}

/** Contacts have no states, so a flag that needs one is shown there by another error. */
function named(effects: Readonly<Record<string, Effect>>, noun: string): Readonly<Record<string, Effect>> {
  if (noun !== 'contacts') return effects;
  return { ...effects, '--if-locked': adds('contacts export', '--if-locked never') };
}

/** The flags of exports by day. */
function dayFlags(noun: 'leads' | 'convos'): Readonly<Record<string, Effect>> {
  const all = `${noun} export`;
  const days = '--since 2026-03-01 --until 2026-03-02';
  const nightly = `${all} --state nightly --lookback 400`;
  const before = `${nightly} --out @a.csv`;
  return {
    [`${all} --tz`]: adds(`${all} --since 2026-03-02`, '--tz +14:00'),
    [`${all} --split`]: adds(`${all} ${days} --out @x-{from}.csv`, '--split day'),
    [`${all} --shard`]: adds(`${all} ${days}`, '--shard 1/2'),
    [`${all} --state`]: adds(`${all} --out @x.csv`, '--state nightly'),
    [`${all} --lookback`]: adds(`${all} --state nightly --out @x.csv`, '--lookback 400'),
    [`${all} --emit`]: adds(`${nightly} --out @b.csv`, '--emit window', { before }),
  };
}

/** The flags of runs that are told when they are over; `{api}` is the emulator, which logs what it does not know. */
function notifyFlags(base: string, before?: string): Readonly<Record<string, Effect>> {
  const command = base.replace(/ @.*| nothing$/, '');
  const more = before === undefined ? {} : { before };
  return {
    [`${command} --notify-url`]: adds(base, '--notify-url {api}/told', more),
    [`${command} --notify-format`]: adds(`${base} --notify-url {api}/told`, '--notify-format slack', more),
    [`${command} --heartbeat-url`]: adds(base, '--heartbeat-url {api}/beat', more),
  };
}

const personFilter = { '--search': 'nobody-said-this', '--customer': 'nobody' };

const convoFilter = {
  ...personFilter,
  '--min-score': '0.9',
  '--max-score': '0.01',
  '--with-form': '',
  '--without-form': '',
  '--without-reply': '',
  '--country': 'DE',
};

/** It runs until it is stopped, so here it is what refuses a flag; features/exports/follow.test.ts follows lists. */
function followFlags(noun: 'leads' | 'convos'): Readonly<Record<string, Effect>> {
  const list = `${noun} list`;
  const withUntil = `${list} --until 2026-03-02`;
  return {
    [`${list} --follow`]: adds(withUntil, '--follow'),
    [`${list} --interval`]: adds(list, '--interval 5s'),
    [`${list} --state`]: adds(list, '--state s'),
    [`${list} --lookback`]: adds(list, '--lookback 3d'),
    [`${list} --exec`]: adds(list, '--exec true'),
    [`${list} --exec-timeout`]: adds(list, '--exec-timeout 5s'),
  };
}

function statsFlags(noun: 'leads' | 'convos'): Readonly<Record<string, Effect>> {
  const all = `${noun} stats`;
  return {
    ...each(all, { '--since': '2026-03-02', '--until': '2026-03-01', '--format': 'json', '--tz': '+05:30' }),
    [`${all} --out`]: adds(`${all} --format html`, '--out @stats.html'),
    [`${all} --no-compare`]: adds(`${all} --since 2026-03-02`, '--no-compare'),
    [`${all} --force`]: adds(`${all} --format html --out @text.md`, '--force'),
    [`${all} --mkdir`]: adds(`${all} --out @new/x.json`, '--mkdir'),
    [`${all} --concurrency`]: adds(all, '--concurrency 1', {
      options: { seed: longSeed, latencyMs: 20 },
      connections: true,
    }),
    [`${all} --rate`]: adds(all, '--rate 1/s', { waits: true }),
  };
}

function gapFlags(): Readonly<Record<string, Effect>> {
  const all = 'convos gaps';
  const found = `${all} --from @gaps.ndjson`;
  const values = {
    '--since': '2026-03-02',
    '--until': '2026-03-01',
    '--source': 'API',
    '--max-score': '0.9',
    '--phrases': '@phrases.txt',
    '--signals': 'form',
    '--min-count': '2',
    '--limit': '1',
    '--format': 'md',
    '--redact': 'email',
    '--to-qa': '@answers.md',
    '--to-tests': '@new-tests.yaml',
  };
  const own = Object.entries(values).map(([flag, value]) => [
    `${all} ${flag}`,
    adds(found, `${flag} ${value}`),
  ]);
  return {
    ...Object.fromEntries(own),
    [`${all} --from`]: adds(all, '--from @gaps.ndjson'),
    [`${all} --tz`]: adds(`${found} --format html`, '--tz +05:30'),
    [`${all} --only-phrases`]: adds(`${found} --phrases @phrases.txt`, '--only-phrases'),
    [`${all} --out`]: adds(`${found} --format html`, '--out @gaps.html'),
    [`${all} --force`]: adds(`${found} --out @text.md`, '--force'),
    [`${all} --mkdir`]: adds(`${found} --out @new/gaps.csv`, '--mkdir'),
    [`${all} --concurrency`]: adds(all, '--concurrency 1', {
      options: { seed: longSeed, latencyMs: 20 },
      connections: true,
    }),
    [`${all} --rate`]: adds(all, '--rate 1/s', { waits: true }),
  };
}

const lanes = 'chat Hello --models gpt-4o,gpt-4o-mini';

/** Sets the next answer of the bot. */
function says(body: string, more: Partial<Fault> = {}): Partial<Effect> {
  return { fault: ['POST /chat', { body, headers: { 'content-type': 'text/plain' }, ...more }] };
}

const importing = 'contacts import @new.csv';
const applying = 'contacts apply @plan.json';
const planned = { before: 'contacts plan @new.csv --out @plan.json' };
const plannedPrune = { before: `${planned.before} --prune --max-delete 100%` };

const effects: Readonly<Record<string, Effect>> = {
  // Global flags.
  'config set --no-check': adds('config set bot Other', '--no-check'),
  'doctor --fix': adds('doctor', '--fix'),
  '--bot': adds('attrs list', '--bot b2'),
  '--profile': adds('bots list', '--profile nobody'),
  '--base-url': adds('bots list', '--base-url ftp://x'),
  '--local': { without: 'bots list --base-url http://127.0.0.1:9', with: 'bots list --local' },
  '--format': adds('bots list', '--format ndjson'),
  '--json': adds('bots list', '--json'),
  '--fields': adds('bots list', '--fields name'),
  '--jq': adds('bots list', '--jq .[].id'),
  '--no-header': adds('bots list', '--no-header'),
  '--quiet': adds('attrs create tier --type text', '--quiet'),
  '--verbose': adds('bots list', '--verbose'),
  '--no-color': adds('bots list', '--no-color', { tty: true }),
  '--no-input': adds('bots delete b1', '--no-input', { tty: true }),
  '--timeout': adds('bots list', '--timeout 50ms', {
    fault: ['GET /get-chatbots', { delayMs: 150, times: 0 }],
  }),

  'help --all': adds('help contacts import', '--all'),
  'open --print': adds('open docs', '--print', { tty: true }),
  'completion install --yes': adds('completion install bash', '--yes'),
  'completion install --print': adds('completion install bash --yes', '--print'),
  'completion uninstall --yes': adds('completion uninstall bash', '--yes', {
    before: 'completion install bash --yes',
  }),
  'completion uninstall --print': adds('completion uninstall bash --yes', '--print', {
    before: 'completion install bash --yes',
  }),
  'bots list --limit': adds('bots list', '--limit 1'),
  'bots list --all': adds('bots list --limit 1', '--all'),
  'attrs list --limit': adds('attrs list', '--limit 1'),
  'attrs list --all': adds('attrs list --limit 1', '--all'),
  'models --limit': adds('models', '--limit 1'),
  'models --all': adds('models --limit 1', '--all'),

  'auth login --with-token': adds('auth login', '--with-token', { stdin: 'flag-test-key-0001' }),
  // What the program prints is tried as a key.
  'auth login --key-command': adds('auth login', '--key-command uname'),
  ...Object.fromEntries(
    ['--with-token', '--key-command uname'].map((flag) => [
      `auth rotate ${flag.split(' ')[0]}`,
      adds('auth rotate --profile work', flag, {
        before: 'auth login --profile work --with-token',
        stdin: 'flag-test-key-0001',
      }),
    ]),
  ),

  'bots create --name': { without: 'bots create One', with: 'bots create --name Two' },
  'bots create --source': adds('bots create One', '--source @text.md'),
  'bots create --encoding': adds('bots create One --source @latin.txt', '--encoding windows-1252'),
  'bots create --dry-run': adds('bots create One --source @text.md', '--dry-run'),
  'bots create --wait': adds('bots create One', '--wait', { options: { trainingMs: 1 } }),
  ...Object.fromEntries(
    Object.entries({
      '--name': 'Other',
      '--instructions': 'Be-brief',
      '--initial-message': 'Hello',
      '--suggested-message': 'Hours?',
      '--clear': 'domains',
      '--model': 'gpt-4o',
      '--temperature': '0.3',
      '--visibility': 'public',
      '--only-added-domains': '',
      '--no-only-added-domains': '',
      '--domain': 'example.com',
      '--ip-limit': '20',
      '--ip-limit-timeframe': '240',
      '--ip-limit-message': 'Slowly',
      '--lead-title': 'Who',
      '--lead-name': 'Name',
      '--lead-email': 'Mail',
      '--lead-phone': 'off',
      '--theme': 'dark',
      '--user-message-color': '#fff',
      '--button-color': '#3b81f7',
      '--display-name': 'Bot',
      '--auto-open': '-1',
      '--align': 'left',
    }).map(([flag, value]) => [`bots update ${flag}`, adds('bots update b1 --data {}', `${flag} ${value}`)]),
  ),
  'bots update --data': { without: 'bots update b1 --data {}', with: 'bots update b1 --data {"temp":0.4}' },
  ...Object.fromEntries(
    [
      'bots update b1 --name Other',
      'bots delete b1 --yes',
      'bots create One',
      'attrs create tier --type text',
      'attrs update plan --label Rank',
      'attrs archive plan',
      'attrs unarchive plan',
      'contacts create c9',
      'contacts update c1 --name N',
      'contacts delete c1 --yes',
    ].map((line) => [`${line.split(' ').slice(0, 2).join(' ')} --dry-run`, adds(line, '--dry-run')]),
  ),
  'bots pull --out': adds('bots pull b1', '--out @pulled.yaml'),
  'bots pull --force': adds('bots pull b1 --out @bot.yaml', '--force'),
  'bots diff --detailed-exitcode': adds('bots diff @bot.yaml', '--detailed-exitcode'),
  'bots diff --any-model': adds('bots diff @model.yaml', '--any-model'),
  'bots plan --out': adds('bots plan @bot.yaml', '--out @made.json'),
  'bots plan --markdown': adds('bots plan @bot.yaml', '--markdown @plan.md'),
  'bots plan --force': adds('bots plan @bot.yaml --out @text.md', '--force'),
  'bots plan --detailed-exitcode': adds('bots plan @bot.yaml', '--detailed-exitcode'),
  'bots plan --any-model': adds('bots plan @model.yaml', '--any-model'),
  'bots apply --any-model': adds('bots apply @model.yaml --yes', '--any-model'),
  'bots apply --yes': adds('bots apply @bot.yaml', '--yes'),
  'bots clone --name': { without: 'bots clone b1 --name One', with: 'bots clone b1 --name Two' },
  'bots clone --to-profile': adds('bots clone b1 --name One', '--to-profile nobody'),
  'bots clone --with-attributes': adds('bots clone b1 --name One --dry-run', '--with-attributes'),
  'bots clone --finish': adds('bots clone b1 --name Sales', '--finish b2'),
  'bots clone --dry-run': adds('bots clone b1 --name One', '--dry-run'),
  'bots clone --yes': adds('bots clone b1 --name One --with-attributes', '--yes'),
  'bots train --source': {
    without: 'bots train b1 --yes --source @text.md',
    with: 'bots train b1 --yes --source @other.md',
  },
  'bots train --same-text': {
    without: 'bots train b1 --yes --source @text.md',
    with: 'bots train b1 --yes --same-text',
  },
  'bots train --encoding': adds('bots train b1 --yes --source @latin.txt', '--encoding windows-1252'),
  'bots train --dry-run': adds('bots train b1 --yes --source @text.md', '--dry-run'),
  'bots train --if-changed': adds('bots train b1 --yes --source @text.md', '--if-changed', {
    before: 'bots train b1 --yes --source @text.md',
  }),
  'bots train --state-file': adds(
    'bots train b1 --yes --source @text.md --if-changed',
    '--state-file @training.json',
    { before: 'bots train b1 --yes --source @text.md' },
  ),
  'bots train --name': adds('bots train b1 --yes --source @text.md', '--name Other'),
  'bots train --wait': adds('bots train b1 --yes --source @text.md', '--wait'),
  'bots train --yes': adds('bots train b1 --source @text.md', '--yes'),
  'bots train --confirm': adds('bots train b1 --source @text.md', '--confirm b1'),
  ...Object.fromEntries(
    ['bots delete', 'bots icon delete', 'bots picture delete'].flatMap((command) => [
      [`${command} --yes`, adds(`${command} b1`, '--yes')],
      [`${command} --confirm`, adds(`${command} b1`, '--confirm b1')],
    ]),
  ),

  'chat --message': { without: 'chat Hello', with: 'chat --message Returns?' },
  'chat --model': adds('chat Hello', '--model gpt-4o'),
  'chat --temperature': adds('chat Hello', '--temperature 1'),
  'chat --save': adds('chat Hello', '--save s-1'),
  'chat --contact': adds('chat Hello', '--contact c1'),
  'chat --greeting': adds('chat Hello', '--greeting'),
  'chat --no-retry': adds('chat Hello', '--no-retry', { fault: ['POST /chat', { status: 429 }] }),
  'chat --jsonl': adds('chat Hello', '--jsonl'),
  'chat --safe': adds('chat Hello', '--safe', {
    fault: ['POST /chat', { body: 'a\u001b[31mb', headers: { 'content-type': 'text/plain' } }],
  }),
  'chat --stats': adds('chat Hello', '--stats'),
  'chat --strict': adds('chat Hello', '--strict', says('Hello', { framing: 'close' })),
  'chat --max-credits': adds('chat Hello --model gpt-4', '--max-credits 5'),
  'chat --yes': adds('chat Hello --models gpt-4,gpt-4-turbo', '--yes'),
  'chat --render': adds('chat Hello', '--render markdown', says('a [link](https://example.com)')),
  'chat --wrap': adds('chat Hello', '--wrap 20', says('one two three four five six seven')),
  'chat --continue': adds('chat Hello', '--continue', { before: 'chat First' }),
  'chat --reopen': adds('chat Hello', '--reopen 0000', { before: 'chat First' }),
  'chat --from-conversation': adds('chat Hello', '--from-conversation v1'),
  'chat --no-session': adds('chat Hello --json', '--no-session'),
  'chat --no-history': adds('chat', '--no-history', { typed: ['Hello\r'] }),
  'chat --screen-reader': adds('chat Hello', '--screen-reader'),
  'chat --stream': adds('chat Hello --screen-reader', '--stream', { writes: true, options: { paceMs: 5 } }),
  'chat --no-stream': adds('chat Hello', '--no-stream'),
  'chat --bell': adds('chat --screen-reader', '--bell', { typed: ['Hello\r'] }),
  'chat --osc52': adds('chat', '--osc52', { typed: ['Hello\r', '/copy\r'] }),
  'chat --test-file': {
    without: 'chat --test-file @a.yaml',
    with: 'chat --test-file @b.yaml',
    typed: ['Hello\r', '/record\r'],
  },
  'chat --lane': adds(lanes, '--lane model=gpt-5'),
  'chat --models': adds('chat Hello --bots b1,b2', '--models gpt-4o'),
  'chat --bots': adds(lanes, '--bots b2'),
  'chat --label': adds(lanes, '--label one'),
  'chat --serial': adds(`${lanes},x`, '--serial', { connections: true, options: { latencyMs: 40 } }),
  'chat --columns': adds(lanes, '--columns', { tty: true }),
  'chat --diff': adds(lanes, '--diff'),
  'chat --blind': adds(lanes, '--blind'),
  'chat --repeat': adds(lanes, '--repeat 2'),
  'picks apply --yes': adds('picks apply b1:gpt-4:0.2', '--yes'),
  'picks apply --confirm': adds('picks apply b1:gpt-4:0.2', '--confirm b1'),
  'picks apply --dry-run': adds('picks apply b1:gpt-4:0.2 --yes', '--dry-run'),
  ...asking('batch', 'batch @prompts.txt'),
  'batch --separator': adds('batch @prompts.txt', '--separator ---'),
  'batch --column': adds('batch @prompts.csv', '--column question'),
  'batch --out': adds('batch @prompts.txt', '--out @x.jsonl'),
  'batch --mkdir': adds('batch @prompts.txt --out @new/x.jsonl', '--mkdir'),
  'batch --resume': adds('batch @prompts.txt --out @done.jsonl', '--resume'),
  'batch --bail': adds('batch @prompts.txt --concurrency 1', '--bail', {
    fault: ['POST /chat', { status: 500 }],
  }),
  ...asking('tests run', 'tests run @tests.yaml'),
  'tests run --no-stream': adds('tests run @timed.yaml', '--no-stream'),
  'tests run --only': adds('tests run @tests.yaml', '--only hours'),
  'tests run --judge': adds('tests run @tests.yaml', '--judge b2'),
  'tests run --update': adds('tests run @tests.yaml', '--update'),
  'tests run --retry-errors': adds('tests run @tests.yaml --concurrency 1', '--retry-errors', {
    fault: ['POST /chat', { status: 500 }],
  }),
  'tests run --lane': adds('tests run @tests.yaml --lane model=a', '--lane model=b'),
  'tests run --cache': adds('tests run @tests.yaml', '--cache', { before: 'tests run @tests.yaml --cache' }),
  'tests run --no-cache': adds('tests run @tests.yaml --cache', '--no-cache', {
    before: 'tests run @tests.yaml --cache',
  }),
  'tests run --max-age': adds('tests run @tests.yaml', '--max-age 1h'),
  'tests run --html': adds('tests run @tests.yaml', '--html @p.html'),
  'tests run --junit': adds('tests run @tests.yaml', '--junit @j.xml'),
  'tests run --md': adds('tests run @tests.yaml', '--md @m.md'),
  'tests run --mkdir': adds('tests run @tests.yaml --md @new/m.md', '--mkdir'),
  ...asking('replay', 'replay @convos.ndjson'),
  'replay --since': { without: 'replay @convos.ndjson', with: 'replay --since 2026-03-01' },
  'replay --limit': adds('replay @convos.ndjson', '--limit 1'),
  'replay --at-least': adds('replay @convos.ndjson', '--at-least 0'),
  'replay --out': adds('replay @convos.ndjson', '--out @x.jsonl'),
  'replay --mkdir': adds('replay @convos.ndjson --out @new/x.jsonl', '--mkdir'),
  'replay --resume': adds('replay @convos.ndjson --out @done.jsonl', '--resume'),
  'replay --bail': adds('replay @convos.ndjson --concurrency 1', '--bail', {
    fault: ['POST /chat', { status: 500 }],
  }),
  'replay --junit': adds('replay @convos.ndjson', '--junit @j.xml'),
  'replay --md': adds('replay @convos.ndjson', '--md @m.md'),

  'sessions list --limit': adds('sessions list', '--limit 1', { before: ['chat First', 'chat Second'] }),
  'sessions list --all': adds('sessions list --limit 1', '--all', { before: ['chat First', 'chat Second'] }),
  'sessions export --format': adds('sessions export', '--format json', { before: 'chat First' }),
  'sessions export --out': adds('sessions export', '--out @x.md', { before: 'chat First' }),
  'sessions export --mkdir': adds('sessions export --out @new/x.md', '--mkdir', { before: 'chat First' }),
  'sessions export --force': adds('sessions export --out @text.md', '--force', { before: 'chat First' }),
  'sessions delete --yes': adds('sessions delete 0000', '--yes', { before: 'chat First' }),
  'sessions delete --confirm': adds('sessions delete 0000', '--confirm 00000000', { before: 'chat First' }),
  'tests from-session --out': {
    without: 'tests from-session --out @a.yaml',
    with: 'tests from-session --out @b.yaml',
    before: 'chat First',
  },
  'tests from-session --mkdir': adds('tests from-session --out @new/a.yaml', '--mkdir', {
    before: 'chat First',
  }),
  'tests from-session --from-conversation': adds(
    'tests from-session --out @a.yaml',
    '--from-conversation v1',
    {
      before: 'chat First',
    },
  ),

  'contacts import --map': adds('contacts import @odd.csv', '--map external_id=Kunde'),
  'contacts import --map-file': {
    without: 'contacts import @odd.csv --map external_id=Kunde --dry-run --report @report',
    with: 'contacts import @odd.csv --map-file @map.json --dry-run --report @report',
  },
  'contacts import --write-map': adds(importing, '--write-map @kept.json'),
  'contacts import --id-from': adds('contacts import @odd.csv', '--id-from Kunde'),
  'contacts import --create-attrs': adds('contacts import @extra.csv --yes', '--create-attrs'),
  'contacts import --yes': adds('contacts import @extra.csv --create-attrs', '--yes'),
  'contacts import --confirm': adds('contacts import @extra.csv --create-attrs', '--confirm b1'),
  'contacts import --blank': adds('contacts import @blank.csv --on-conflict update', '--blank clear'),
  'contacts import --no-trim': adds('contacts import @blanks.csv', '--no-trim'),
  'contacts import --phone': adds('contacts import @phones.csv', '--phone as-is'),
  'contacts import --ids': adds('contacts import @decimals.csv', '--ids as-is'),
  'contacts import --null': adds('contacts import @nulls.csv', '--null NULL'),
  'contacts import --true': adds('contacts import @words.csv --create-attrs --yes --false f', '--true t'),
  'contacts import --false': adds('contacts import @words.csv --create-attrs --yes --true t', '--false f'),
  'contacts import --date-format': adds(
    'contacts import @dates.csv --create-attrs --yes',
    '--date-format DD.MM.YYYY',
  ),
  'contacts import --date-zone': adds('contacts import @times.csv --create-attrs --yes', '--date-zone UTC'),
  'contacts import --decimal': adds('contacts import @euro.csv --create-attrs --yes', '--decimal ,'),
  'contacts import --unescape-formulas': adds('contacts import @guarded.csv', '--unescape-formulas yes'),
  'contacts import --rate': {
    without: `${importing} --batch-size 1 --concurrency 1`,
    with: `${importing} --batch-size 1 --concurrency 1 --rate 1/s`,
    waits: true,
  },
  'contacts import --max-wait': adds(importing, '--max-wait 1s', {
    fault: ['POST /chatbots/b1/contacts', { status: 429, headers: { 'retry-after': '7' } }],
  }),
  'contacts import --limit': adds(importing, '--limit 2'),
  'contacts import --shard': adds(importing, '--shard 1/2'),
  'contacts import --preflight': adds(importing, '--preflight none'),
  'contacts import --verify': adds(importing, '--verify readback'),
  'contacts import --read-lag': adds(importing, '--read-lag 0', {
    fault: ['POST /chatbots/b1/contacts', { drop: 'before' }],
    waits: true,
  }),
  'contacts import --junit': adds(importing, '--junit @junit.xml'),
  'contacts import undo --yes': adds('contacts import undo 20270115-080000-0000', '--yes', {
    before: importing,
  }),
  'contacts import undo --confirm': adds('contacts import undo', '--confirm 20270115-080000-0000', {
    before: importing,
  }),
  'contacts import clean --older-than': adds('contacts import clean', '--older-than 0', {
    before: importing,
  }),
  'contacts import clean --dry-run': adds('contacts import clean --older-than 0', '--dry-run', {
    before: importing,
  }),
  'contacts import clean --force': adds('contacts import clean --older-than 0', '--force', {
    before: importing,
    fault: ['POST /chatbots/b1/contacts', { status: 401 }],
  }),
  'contacts import results --rows': adds('contacts import results 20270115-080000-0000', '--rows rejected', {
    before: importing,
  }),
  'contacts import --ignore': adds('contacts import @extra.csv', '--ignore extra'),
  'contacts import --source': adds('contacts import @shop.csv', '--source none'),
  'contacts import --derive-ids': adds('contacts import @mails.csv', '--derive-ids'),
  'contacts import --key': adds('contacts import @mails.csv', '--key email'),
  'contacts import --unknown-columns': adds('contacts import @extra.csv', '--unknown-columns ignore'),
  'contacts import --on-conflict': adds('contacts import @held.csv', '--on-conflict update'),
  'contacts import --duplicates': adds('contacts import @twice.csv', '--duplicates first'),
  'contacts import --max-rejects': adds('contacts import @twice.csv', '--max-rejects 5'),
  'contacts import --batch-size': adds(importing, '--batch-size 1'),
  'contacts import --concurrency': adds(`${importing} --batch-size 1`, '--concurrency 1', {
    options: { latencyMs: 40 },
    connections: true,
  }),
  'contacts import --dry-run': adds(importing, '--dry-run'),
  'contacts import --schema': adds(`${importing} --dry-run`, '--schema @schema.json'),
  'contacts import --report': adds('contacts import @twice.csv', '--report @report'),
  'contacts import --format-in': adds(importing, '--format-in ndjson'),
  'contacts import --encoding': adds('contacts import @latin.csv', '--encoding windows-1252'),
  'contacts import --delimiter': adds('contacts import @pipes.csv', '--delimiter |'),
  'contacts import --quote': adds('contacts import @inches.csv', '--quote none'),
  'contacts import --skip-lines': adds('contacts import @titled.csv', '--skip-lines 1'),
  'contacts import --short-rows': adds('contacts import @short.csv', '--short-rows blank'),
  'contacts import --sheet': adds('contacts import @people.xlsx', '--sheet 2'),
  'contacts import --header': adds('contacts import @numbered.csv', '--header'),
  'contacts import --no-header': adds(importing, '--no-header'),
  'contacts import --fail-on-empty': adds('contacts import @head.csv', '--fail-on-empty'),
  ...comparingFlags('contacts plan'),
  ...comparingFlags('contacts sync'),
  'contacts plan --concurrency': adds('contacts plan @new.csv --out @plan.json', '--concurrency 16'),
  'contacts plan --out': adds('contacts plan @new.csv', '--out @plan.json'),
  'contacts plan --detailed-exitcode': adds('contacts plan @new.csv', '--detailed-exitcode'),
  'contacts plan --markdown': adds('contacts plan @new.csv', '--markdown @plan.md'),
  'contacts plan --show-values': adds('contacts plan @new.csv --markdown -', '--show-values'),
  'contacts sync --concurrency': adds('contacts sync @new.csv --batch-size 1', '--concurrency 1', {
    options: { latencyMs: 40 },
    connections: true,
  }),
  'contacts sync --yes': adds('contacts sync @new.csv --prune --max-delete 100%', '--yes'),
  'contacts sync --confirm': adds('contacts sync @new.csv --prune --max-delete 100%', '--confirm b1'),
  'contacts sync --verify': adds('contacts sync @new.csv', '--verify readback'),
  'contacts sync --read-lag': adds('contacts sync @new.csv', '--read-lag 0', {
    fault: ['POST /chatbots/b1/contacts', { drop: 'before' }],
    waits: true,
  }),
  'contacts apply --file': adds(applying, '--file @held.csv', planned),
  'contacts apply --yes': adds(applying, '--yes', plannedPrune),
  'contacts apply --confirm': adds(applying, '--confirm b1', plannedPrune),
  'contacts apply --batch-size': adds(applying, '--batch-size 1', planned),
  'contacts apply --concurrency': adds(`${applying} --batch-size 1`, '--concurrency 1', {
    ...planned,
    fault: ['POST /chatbots/b1/contacts', { status: 401 }],
    options: { latencyMs: 40 },
    connections: true,
  }),
  'contacts apply --rate': adds(`${applying} --batch-size 1 --concurrency 1`, '--rate 1/s', {
    ...planned,
    waits: true,
  }),
  'contacts apply --max-wait': adds(applying, '--max-wait 1s', {
    ...planned,
    fault: ['POST /chatbots/b1/contacts', { status: 429, headers: { 'retry-after': '7' } }],
  }),
  'contacts apply --verify': adds(applying, '--verify readback', planned),
  'contacts apply --read-lag': adds(applying, '--read-lag 0', {
    ...planned,
    fault: ['POST /chatbots/b1/contacts', { drop: 'before' }],
    waits: true,
  }),
  'contacts apply --report': adds(applying, '--report @report', planned),
  'contacts apply --junit': adds(applying, '--junit @junit.xml', planned),
  'identity hash --from': adds('identity hash --secret-file @secret.txt', '--from @people.csv'),
  'identity hash --out': adds(hashing, '--out @hashes.csv'),
  'identity hash --force': adds(`${hashing} --out @old.csv`, '--force'),
  'identity hash --format': adds(hashing, '--format ndjson'),
  'identity hash --raw-csv': adds(
    'identity hash --secret-file @secret.txt --column user_id --from @formulas.csv',
    '--raw-csv',
  ),
  'identity hash --secret-file': adds('identity hash u1', '--secret-file @secret.txt'),
  ...idFileFlags('identity hash', (name) => `identity hash --secret-file @secret.txt --from @${name}`),
  'identity verify --token': adds('identity verify --secret-file @secret.txt', '--token abc'),
  'identity verify --secret-file': adds('identity verify u1 abc', '--secret-file @secret.txt'),
  'identity verify --exact': adds('identity verify u1\u00a0 abc --secret-file @secret.txt', '--exact'),
  'identity token --claim': adds(signing, '--claim plan=pro'),
  'identity token --claims': adds(signing, '--claims @claims.json'),
  'identity token --expires': adds(signing, '--expires 5m'),
  'identity token --secret-file': adds('identity token u1', '--secret-file @secret.txt'),
  'identity token --exact': adds('identity token u1\u00a0 --secret-file @secret.txt', '--exact'),
  ...idFileFlags('identity check', (name) => `identity check @${name}`),
  ...each('embed', {
    '--for': 'wordpress',
    '--type': 'iframe',
    '--identify': '',
    '--events': 'all',
    '--tools': '@tools.js',
    '--initial-messages': 'Hello!',
    '--host': 'chat.example.com',
    '--page': '',
    '--out': '@snippet.html',
  }),
  'embed --metadata': adds('embed --identify', '--metadata plan=pro'),
  'embed --force': adds('embed --out @old.csv', '--force'),
  'contacts list --limit': adds('contacts list', '--limit 1'),
  'contacts list --all': adds('contacts list --limit 1', '--all'),
  ...notifyFlags('leads export'),
  ...notifyFlags('convos export'),
  ...notifyFlags('contacts export'),
  ...notifyFlags('contacts import @new.csv'),
  ...notifyFlags('contacts sync @new.csv'),
  ...notifyFlags('contacts apply @plan.json --file @new.csv', 'contacts plan @new.csv --out @plan.json'),
  ...notifyFlags('contacts import resume', 'contacts import @new.csv'),
  ...notifyFlags('contacts import resolve', 'contacts import @new.csv'),
  ...each('contacts list', {
    '--email': 'nobody@example.org',
    '--phone': '+4930999999',
    '--name': 'Nobody',
    '--where': 'external_id=none',
    '--updated-since': 'today',
    '--created-since': 'today',
  }),
  'contacts list --tz': adds('contacts list --fields created_at --format table', '--tz Asia/Kathmandu'),
  'contacts forget --dry-run': adds('contacts forget ada@example.com', '--dry-run'),
  'contacts forget --yes': adds('contacts forget ada@example.com', '--yes'),
  'contacts forget --confirm': adds('contacts forget ada@example.com', '--confirm ada@example.com'),
  'contacts forget --force': adds('contacts forget ada@example.com --yes --receipt @old.csv', '--force'),
  'contacts forget --receipt': adds('contacts forget ada@example.com --yes', '--receipt @receipt.json'),
  'contacts list --cached': adds('contacts list --name x', '--cached 1d', {
    before: 'contacts list --cached 1d',
  }),
  'contacts get --cached': adds('contacts get ada@example.com', '--cached 1d', {
    before: 'contacts list --cached 1d',
  }),
  'contacts create --external-id': adds('contacts create', '--external-id c9'),
  ...each('contacts create c9', {
    '--name': 'Cy',
    '--email': 'cy@example.com',
    '--phone': '+491',
    '--stripe': 'main=cus_1',
    '--set': 'plan=pro',
    '--data': '{"name":"Cy"}',
  }),
  ...each('contacts update c1 --data {"name":"N"}', {
    '--external-id': 'c7',
    '--name': 'Ada-L',
    '--email': 'a@example.com',
    '--phone': '+492',
    '--stripe': 'main=cus_2',
    '--set': 'seats=4',
    '--unset': 'plan',
  }),
  'contacts delete --from': {
    without: 'contacts delete c1 --yes',
    with: 'contacts delete --from @ids.txt --yes',
  },
  'contacts delete --column': {
    without: 'contacts delete --from @leavers.csv --column name --yes',
    with: 'contacts delete --from @leavers.csv --column external_id --yes',
  },
  'contacts delete --dry-run': adds('contacts delete --from @ids.txt --yes', '--dry-run'),
  'contacts restore --dry-run': adds('contacts restore @deleted.ndjson', '--dry-run'),
  'contacts restore --report': adds('contacts restore @deleted.ndjson', '--report @report'),
  'contacts template --example': adds('contacts template', '--example'),
  'contacts template --types': adds('contacts template', '--types'),
  'contacts template --out': adds('contacts template', '--out @template.csv'),
  'contacts template --force': adds('contacts template --out @twice.csv', '--force'),
  'contacts delete --yes': adds('contacts delete c1', '--yes'),
  'contacts delete --confirm': adds('contacts delete c1', '--confirm c1'),
  'contacts update --data': {
    without: 'contacts update c1 --data {"name":"N"}',
    with: 'contacts update c1 --data {"name":"M"}',
  },

  'attrs create --type': { without: 'attrs create tier --type text', with: 'attrs create tier --type date' },
  'attrs create --label': adds('attrs create tier --type text', '--label Rank'),
  'attrs create --description': adds('attrs create tier --type text', '--description Rank'),
  'attrs create --yes': adds('attrs create tier --type text', '--yes', { tty: true }),
  'attrs create --confirm': adds('attrs create tier --type text', '--confirm other'),
  'attrs pull --out': adds('attrs pull', '--out @pulled.yaml'),
  'attrs pull --force': adds('attrs pull --out @schema.yaml', '--force'),
  'attrs plan --detailed-exitcode': adds('attrs plan @schema.yaml', '--detailed-exitcode'),
  'attrs plan --markdown': adds('attrs plan @schema.yaml', '--markdown -'),
  'attrs plan --out': adds('attrs plan @schema.yaml', '--out @planned.json'),
  'attrs plan --force': adds('attrs plan @schema.yaml --markdown @taken.md', '--force'),
  'attrs apply --yes': adds('attrs apply @schema.yaml', '--yes'),
  'attrs suggest --out': adds('attrs suggest @extra.csv', '--out @suggested.yaml'),
  'attrs suggest --force': adds('attrs suggest @extra.csv --out @schema.yaml', '--force'),
  'attrs suggest --format-in': adds('attrs suggest @extra.csv', '--format-in ndjson'),
  'attrs suggest --encoding': adds('attrs suggest @latin.csv', '--encoding windows-1252'),
  'attrs suggest --delimiter': adds('attrs suggest @pipes.csv', '--delimiter |'),
  'attrs suggest --quote': adds('attrs suggest @quoted.csv', '--quote none'),
  'attrs suggest --skip-lines': adds('attrs suggest @titled.csv', '--skip-lines 1'),
  'attrs suggest --short-rows': adds('attrs suggest @gaps.csv', '--short-rows blank'),
  'attrs suggest --sheet': adds('attrs suggest @sheets.xlsx', '--sheet 2'),
  'attrs suggest --header': adds('attrs suggest @numbered.csv', '--header'),
  'attrs suggest --no-header': adds('attrs suggest @extra.csv', '--no-header'),
  'attrs update --label': adds('attrs update plan --description x', '--label Rank'),
  'attrs update --description': adds('attrs update plan --label x', '--description Rank'),

  ...each('leads list', {
    '--since': '2026-03-02',
    '--until': '2026-03-01',
    '--limit': '1',
    ...personFilter,
  }),
  ...followFlags('leads'),
  ...each('leads export', personFilter),
  'leads list --tz': adds('leads list --since 2026-03-02', '--tz +14:00'),
  'leads get --tz': adds('leads get 1 --since 2026-03-02', '--tz +14:00'),
  'leads get --since': adds('leads get 1', '--since 2026-03-02'),
  'leads get --until': adds('leads get 2', '--until 2026-03-01'),
  ...each('leads export', { '--since': '2026-03-02', '--until': '2026-03-01' }),
  ...exportFlags('leads'),
  ...dayFlags('leads'),
  ...statsFlags('leads'),
  'leads status --max-age': adds('leads status old', '--max-age 26h'),
  ...exportFlags('contacts'),
  ...each('convos list', {
    '--since': '2026-03-02',
    '--until': '2026-03-01',
    '--limit': '1',
    '--source': 'WhatsApp',
    ...convoFilter,
  }),
  ...followFlags('convos'),
  'convos list --updates': adds('convos list', '--updates'),
  ...each('convos export', convoFilter),
  'convos get --format': adds('convos get v1', '--format md'),
  'convos list --tz': adds('convos list --since 2026-03-02', '--tz +14:00'),
  'convos get --tz': adds('convos get v1 --since 2026-03-02', '--tz +14:00'),
  'convos get --since': adds('convos get v1', '--since 2026-03-02'),
  'convos get --until': adds('convos get v2', '--until 2026-03-01'),
  'convos get --source': adds('convos get v1', '--source API'),
  ...each('convos export', {
    '--since': '2026-03-02',
    '--until': '2026-03-01',
    '--source': 'API',
    '--rows': 'messages',
  }),
  ...exportFlags('convos'),
  ...dayFlags('convos'),
  ...statsFlags('convos'),
  'convos stats --source': adds('convos stats', '--source API'),
  'convos stats --unsure-below': adds('convos stats', '--unsure-below 0.9', { options: { seed: longSeed } }),
  'convos stats --not-sure': adds('convos stats', '--not-sure form'),
  'convos stats --credits': adds('convos stats', '--credits'),
  'convos stats --budget': adds('convos stats --credits', '--budget 1'),
  ...gapFlags(),
  'convos status --max-age': adds('convos status old', '--max-age 26h'),

  ...each('webhooks send http://127.0.0.1:1/ --conversation v1 --secret-file @secret.txt --json', {
    '--event': 'x',
    '--conversation': 'v2',
    '--name': 'Ann',
    '--email': 'ann@example.com',
    '--phone': '+1',
    '--repeat': '2',
  }),
  'webhooks send --data': adds(
    'webhooks send http://127.0.0.1:1/ --secret-file @secret.txt --json',
    '--data @text.md',
  ),
  'webhooks send --secret-file': adds('webhooks send http://127.0.0.1:1/', '--secret-file @secret.txt'),
  'webhooks verify --signature': adds(
    'webhooks verify @text.md --secret-file @secret.txt --signature x',
    '--signature ab',
  ),
  'webhooks verify --secret-file': adds(
    'webhooks verify @text.md --signature x',
    '--secret-file @secret.txt',
  ),
  'api --field': adds('api POST /update-chatbot-settings', '--field chatbotId=b1'),
  'api --data': adds('api POST /update-chatbot-settings', '--data {"chatbotId":"b1"}'),
  'api --query': adds('api GET /get-leads', '--query chatbotId=b1'),
};

function talk(question: string, content: string): readonly object[] {
  return [
    { role: 'user', content: question },
    { role: 'assistant', content },
  ];
}

const files: Readonly<Record<string, string | Buffer>> = {
  'bot.yaml': 'temperature: 0.7\n',
  'model.yaml': 'model: model-of-tomorrow\n',
  'text.md': 'We are open from 9 to 5.',
  'old.csv': 'old',
  'other.md': 'We are open all day.',
  'new.csv': 'external_id,name\nn1,Ann\nn2,Ben\nn3,Cat\n',
  'odd.csv': 'Kunde,name\nn1,Ann\n',
  'extra.csv': 'external_id,extra\nn1,x\n',
  'shop.csv': 'Customer ID,Default Address Phone\nn1,+49301\n',
  'mails.csv': 'name,email\nAnn,ann@example.com\n',
  'held.csv': 'external_id,name\nc2,Bob\n',
  'ids.txt': 'c1\nc2\n',
  'leavers.csv': 'external_id,name\nc1,nobody\n',
  'deleted.ndjson': '{"external_id":"back","name":"Back"}\n',
  'twice.csv': 'external_id,name\nn1,Ann\nn1,Ann\n',
  'latin.csv': Buffer.from('external_id,name\nn1,J\xf6rg\n', 'latin1'),
  'map.json': JSON.stringify({
    version: 1,
    source: null,
    headerHash: createHash('sha256').update('["Kunde","name"]').digest('hex'),
    columns: [
      { column: 'Kunde', to: 'external_id' },
      { column: 'name', to: null },
    ],
  }),
  'blank.csv': 'external_id,name\nc2,\n',
  'blanks.csv': 'external_id,name\nn1, Ann \n',
  'phones.csv': 'external_id,phonenumber\nn1,call the office\n',
  'euro.csv': 'external_id,amount\nn1,"1.234,5"\n',
  'words.csv': 'external_id,vip\nn1,t\nn2,f\n',
  'dates.csv': 'external_id,joined\nn1,31.05.2024\n',
  'times.csv': 'external_id,joined\nn1,2024-05-31 09:00\n',
  'schema.json': '[]',
  'decimals.csv': 'external_id\n1001.0\n',
  'nulls.csv': 'external_id,name\nn1,NULL\n',
  'guarded.csv': "external_id,name\nn1,'=Ann\n",
  'inches.csv': 'external_id,name\nn1,5" pipe\n',
  'titled.csv': 'Contacts of May\nexternal_id,name\nn1,Ann\n',
  'short.csv': 'external_id,name\nn1\n',
  'numbered.csv': 'external_id,2024\nn1,\n',
  'schema.yaml': 'attributes:\n  - {name: tier, type: text}\n',
  'taken.md': 'x',
  'quoted.csv': 'a,b\n"x,y",2\n',
  'sheets.xlsx': Buffer.from(
    workbook({ name: 'One', rows: [['a'], ['n1']] }, { name: 'Two', rows: [['b'], ['n2']] }),
  ),
  'gaps.csv': 'a,b,c\n1,2\n3,4,5\n',
  'people.xlsx': Buffer.from(
    workbook(
      { name: 'One', rows: [['external_id'], ['n1']] },
      { name: 'Two', rows: [['external_id'], ['n2']] },
    ),
  ),
  'secret.txt': 'identity-secret-0001\n',
  'claims.json': '{"plan":"pro"}',
  'tools.js': 'export default { ping: async () => ({ status: "success", data: "pong" }) }',
  'formulas.csv': 'id,user_id\nn1,-u1\n',
  'people.csv': 'external_id,name\nn1,Ann\n',
  'padded.csv': 'external_id\n" n1"\n',
  'pipes.csv': 'external_id|name, of a person\nn1|Ann, Ms\n',
  'head.csv': 'external_id,name\n',
  'prompts.txt': 'When are you open?\n---\nAre returns possible?\n',
  'prompts.csv': 'id,question\np1,When are you open?\n',
  'done.jsonl': '{"id":"1","ok":true,"text":"long ago"}\n',
  'tests.yaml': `tests:
  - name: hours
    turns: [{ user: When are you open?, expect: [{ judge: it names hours }, { same_as: We are closed. }] }]
  - name: returns
    turns: [{ user: Are returns possible?, expect: { contains: 30 days } }]
`,
  'timed.yaml': `tests:
  - name: quick
    turns: [{ user: When are you open?, expect: { first_byte_ms: 60000 } }]
`,
  'convos.ndjson': ['r1', 'r2']
    .map((id) => JSON.stringify({ id, messages: talk('When are you open?', 'From 8 on.') }))
    .join('\n'),
  'gaps.ndjson': [
    ['g1', '2026-03-01', 'API', 'Is ann@example.com refunded?', 'I am not sure.', 0.2],
    ['g2', '2026-03-02', 'WhatsApp', 'Two vouchers?', 'I am not sure.', 0.7],
    ['g3', '2026-03-02', 'API', 'Two vouchers?', 'Ask the roastery.', 0.8],
  ]
    .map(([id, day, source, question = '', answer = '', min_score]) =>
      JSON.stringify({
        ...{ id, created_at: `${day}T10:00:00Z`, source, min_score, chatbot_id: 'b1' },
        form_submission: id === 'g3' ? { name: 'Ann' } : null,
        messages: talk(String(question), String(answer)),
      }),
    )
    .join('\n'),
  'phrases.txt': 'ask the roastery\n',
  'logo.png': squarePng(),
  'latin.txt': Buffer.from('Gr\xfc\xdfe aus K\xf6ln', 'latin1'),
};

const io = { version: '0', stdout: {} } as unknown as Io;
const program = await buildProgram({ io, run: async () => 0, end: () => {}, print: () => {} });

/** Every flag of the tree, as `bots create --name`; global flags without a command. */
function declared(command: Command, words: readonly string[] = []): readonly string[] {
  const own = command.options
    .filter(({ hidden, long }) => !hidden && long !== '--version')
    .map(({ long }) => [...words, long].join(' '));
  const below = command.commands
    .filter((one) => !one.name().startsWith('_'))
    // The help of a group is the help of the program, with fewer words.
    .filter((one) => command === program || one.name() !== 'help')
    .flatMap((one) => declared(one, [...words, one.name()]));
  return [...own, ...below];
}

test('every declared flag has a row in the table, and every row a flag', () => {
  // Servers have tests of their own (features/mcp, features/webhooks/listen.test.ts); a pager and an editor need a real terminal
  // (features/help/pager.test.ts, features/exports/find.test.ts, features/config). A question of auth rotate needs two accounts (features/auth/rotate.test.ts).
  // A dashboard exists at Chatbase only (features/exports/open.test.ts).
  const flags = declared(program).filter(
    (flag) =>
      !/^(emulator|mcp|webhooks listen|convos open) /.test(flag) &&
      !['help --no-pager', 'convos get --no-pager', 'config edit --no-check', 'auth rotate --yes'].includes(
        flag,
      ),
  );
  expect(flags.filter((flag) => !(flag in effects))).toEqual([]);
  expect(Object.keys(effects).filter((flag) => !flags.includes(flag))).toEqual([]);
});

describe('every flag has an observable effect', () => {
  test.each(Object.entries(effects))('%s', async (_, effect) => {
    const without = await observed(effect.without, effect);
    expect(await observed(effect.without, effect)).toEqual(without);
    const withFlag = await observed(effect.with, effect);
    expect(withFlag).not.toEqual(without);
    // A refused flag would be the wrong kind of effect.
    expect(JSON.stringify(withFlag)).not.toMatch(
      /has no effect (with a single question|in a conversation|in a comparison)|is not a known field/,
    );
  });
});

/** Everything a command line leaves behind: its output, the requests of the server, and its files. */
async function observed(line: string, effect: Effect): Promise<unknown> {
  const directory = mkdtempSync(join(tmpdir(), 'cbase-flag-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, content] of Object.entries({ ...files, ...planted() })) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  const nowMs = effect.isNow ? Date.now() : 1_800_000_000_000;
  const now = () => nowMs;
  const api = await emulator({ seed, key: 'flag-test-key-0001', now, ...effect.options });
  if (effect.fault !== undefined) api.next(...effect.fault);
  const io: TestIoOptions = {
    env: api.env,
    home: join(directory, 'home'),
    nowMs,
    tty: effect.tty === true || effect.typed !== undefined,
    ...(effect.typed !== undefined && { typed: effect.typed }),
    ...(effect.tty && { columns: 100 }),
    ...(effect.stdin !== undefined && { stdin: effect.stdin }),
  };
  const words = (text: string) =>
    text
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => (word.startsWith('@') ? join(directory, word.slice(1)) : word))
      .map((word) => word.replace('{api}', api.url));
  for (const [i, before] of [effect.before ?? []].flat().entries()) {
    let made = 0;
    // Files are listed by their times, which are no finer than a tick of the system's clock.
    if (i > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await main(words(before), {
      ...testIo(io),
      uuid: () => `${String(i).padStart(8, '0')}-0000-4000-8000-${String(++made).padStart(12, '0')}`,
    });
  }
  const own = testIo(io);
  const { code, out, err } = await runOrInterrupt(words(line), own);
  // Pages past the end are prefetched and dropped, and may or may not reach the server.
  const isAhead = ({ query }: { readonly query: string }) => Number(/\bpage=(\d+)/.exec(query)?.[1] ?? 1) > 5;
  const seen = api.log
    .all()
    .filter((one) => !isAhead(one))
    .map(({ method, path, query, body }) => ({ method, path, query, body }));
  // Concurrent requests arrive in any order.
  const requests = effect.connections ? seen.map((one) => JSON.stringify(one)).sort() : seen;
  // How many extra connections there are is random; whether there are any is not.
  const used = new Set(api.log.all().map((seen) => seen.connection)).size;
  const connections = effect.connections ? Math.min(2, used) : 0;
  const left = {
    code,
    out: out.replace(/^'?[\w-]{21}(?=,)|(?<=\()[\w-]{21}(?=\))/gm, '<bot>'),
    err,
    requests,
    connections,
    waits: effect.waits ? own.slept : [],
    writes: effect.writes ? own.writes() : 0,
    files: filesIn(directory),
  };
  return JSON.parse(withoutChance(JSON.stringify(left), directory, api.url));
}

/** Leftovers in the state directory: a lock of this live process, and the state of an old run. */
function planted(): Readonly<Record<string, string>> {
  const holder = { token: 't', pid: process.pid, host: 'test', run: 'another', since: 'then' };
  const at = '2026-01-01T00:00:00.000Z';
  const last = { started: at, finished: at, rows: 1, files: ['x.csv'], manifest: 'x.csv.manifest.json' };
  const subject = { bot: 'b1', origin: 'local', sources: '' };
  const state = { version: 1, name: 'old', subject, salt: 's', days: {}, runs: 1, rows: 1, last };
  const kinds = ['leads', 'convos'];
  const place = 'home/.local/state/cbase/exports';
  return Object.fromEntries(
    kinds.flatMap((kind) => [
      [`${place}/locks/${kind}-held.state`, JSON.stringify(holder)],
      [`${place}/${kind}-old.state.json`, JSON.stringify({ ...state, kind })],
    ]),
  );
}

/** Answers a confirmation prompt with Ctrl-C. */
async function runOrInterrupt(argv: readonly string[], io: TestIo) {
  const asked = setInterval(() => {
    if (/Type its id|\(y\/N\)/.test(io.err())) io.interruptWith('SIGINT');
  }, 20);
  try {
    return { code: await main(argv, io), out: io.out(), err: io.err() };
  } finally {
    clearInterval(asked);
  }
}

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => isSeen(name) && statSync(join(directory, name)).isFile())
    .sort()
    .map((name) => `${name} ${readFileSync(join(directory, name), 'utf8').length}`);
}

/** Files in the state directory are ignored, except state files and the chat history. */
function isSeen(name: string): boolean {
  return !name.startsWith('home/') || name.endsWith('.state.json') || name.endsWith('chat-history.jsonl');
}

/** Masks ids, times and paths that differ from run to run. */
function withoutChance(text: string, directory: string, url: string): string {
  return text
    .replaceAll(directory, '<directory>')
    .replaceAll(new URL(url).host, '<host>')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<moment>')
    .replace(/\\"(created_at|updated_at)\\": ?\d{10}/g, '<seconds>')
    .replace(/\d+(\.\d+)? m?s\b/g, '<time>')
    .replace(/_ms\\": \d+/g, '<time>');
}

/** A request to a running emulator that shows the effect of one of its flags. */
type Probe = (server: {
  readonly url: string;
  readonly key: string;
  readonly token: string;
  readonly ask: (method: string, path: string, body?: unknown) => Promise<Response>;
}) => Promise<unknown>;

type EmulatorEffect = { readonly flag: string; readonly probe: Probe; readonly beside?: string };

const chatOnce: Probe = async ({ ask }) => {
  const body = {
    chatbotId: 'demo-HarborCoffee-001',
    messages: [{ role: 'user', content: 'hi' }],
    stream: true,
  };
  const answer = await ask('POST', '/chat', body);
  return [answer.headers.get('content-type'), (await answer.text()).length];
};
const addTwice: Probe = async ({ ask }) => {
  const add = () =>
    ask('POST', '/chatbots/demo-HarborCoffee-001/contacts', { users: [{ external_id: 'e1' }] });
  await add();
  return (await add()).status;
};

const emulatorEffects: Readonly<Record<string, EmulatorEffect>> = {
  '--port': { flag: '--port 47113', probe: async ({ url }) => url.includes(':47113/') },
  '--data': { flag: '--data @emulator.db', probe: async () => undefined },
  '--seed': { flag: '--seed empty', probe: async ({ ask }) => (await ask('GET', '/get-chatbots')).text() },
  '--shape': { flag: '--shape documented', probe: chatOnce },
  '--rate': {
    flag: '--rate 1/60s',
    probe: async ({ ask }) => [
      (await ask('GET', '/get-chatbots')).status,
      (await ask('GET', '/get-chatbots')).status,
    ],
  },
  '--latency': {
    flag: '--latency 300ms',
    probe: async ({ ask }) => {
      const started = performance.now();
      await ask('GET', '/get-chatbots');
      return performance.now() - started >= 290;
    },
  },
  '--lag': {
    flag: '--lag 1h',
    probe: async ({ ask }) => {
      await ask('POST', '/chatbots/demo-HarborCoffee-001/contacts', { users: [{ external_id: 'e1' }] });
      return (await ask('GET', '/chatbots/demo-HarborCoffee-001/contacts/e1')).status;
    },
  },
  '--pace': {
    flag: '--pace 0',
    beside: '--pace 200ms',
    probe: async (server) => {
      const started = performance.now();
      await chatOnce(server);
      return performance.now() - started > 1000;
    },
  },
  '--contact-limit': { flag: '--contact-limit 2', probe: addTwice },
  '--webhook': { flag: '--webhook HOOK', probe: leadTold },
  '--webhook-secret': {
    flag: '--webhook HOOK --webhook-secret another-secret',
    beside: '--webhook HOOK',
    probe: leadTold,
  },
  '--webhook-secret-file': {
    flag: '--webhook HOOK --webhook-secret-file SECRET',
    beside: '--webhook HOOK',
    probe: leadTold,
  },
  '--set': { flag: '--set existing=overwrite', probe: addTwice },
  '--fault': {
    flag: '--fault GET_/get-chatbots_status=503',
    probe: async ({ ask }) => (await ask('GET', '/get-chatbots')).status,
  },
};

const told: string[] = [];

async function leadTold({ url, token }: Parameters<Probe>[0]): Promise<unknown> {
  told.length = 0;
  await fetch(`${new URL(url).origin}/_emulator/leads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({
      chatbotId: 'demo-HarborCoffee-001',
      name: 'Ada',
      created_at: '2026-01-01T00:00:00Z',
    }),
  });
  return [...told];
}

test('every flag of the emulator has a row in its table', () => {
  const flags = declared(program).filter((flag) => flag.startsWith('emulator '));
  expect(flags.map((flag) => flag.slice('emulator '.length)).sort()).toEqual(
    Object.keys(emulatorEffects).sort(),
  );
});

describe('every flag of the emulator changes its responses', () => {
  test.each(Object.entries(emulatorEffects))('%s', async (_, { flag, probe, beside = '' }) => {
    expect(await probed(flag, probe)).not.toEqual(await probed(beside, probe));
  });
});

async function probed(flags: string, probe: Probe): Promise<unknown> {
  const directory = mkdtempSync(join(tmpdir(), 'cbase-flag-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const hook = createServer((request, response) => {
    told.push(String(request.headers['x-chatbase-signature']));
    response.end();
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void hook.close());
  const secretFile = join(directory, 'secret.txt');
  writeFileSync(secretFile, 'other');
  const words = flags
    .split(' ')
    .filter((word) => word !== '')
    .map((word) =>
      word
        .replaceAll('_', ' ')
        .replace('HOOK', `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`)
        .replace('SECRET', secretFile),
    )
    .map((word) => (word.startsWith('@') ? join(directory, word.slice(1)) : word));
  const port = words.includes('--port') ? [] : ['--port', '0'];
  const io = testIo({});
  const ended = main(['emulator', '--json', ...port, ...words], io);
  while (!io.out().includes('\n')) await new Promise((resolve) => setTimeout(resolve, 5));
  const { url, key, token } = JSON.parse(io.out());
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const ask = (method: string, path: string, body?: unknown) =>
    fetch(url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const seen = await probe({ url, key, token, ask });
  io.interruptWith('SIGINT');
  await ended;
  return JSON.stringify([seen, readdirSync(directory)]);
}
