import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { heldContacts } from '../../support/emulator.js';
import { barely, example, machine, npm, packedCbase, systemPath } from '../../support/packed.js';
import { file, workdir } from '../../support/workdir.js';

type Step = {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
};
type Job = {
  readonly if?: string;
  readonly permissions?: object;
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
};
type Workflow = { readonly permissions: object; readonly jobs: Readonly<Record<string, Job>> };

const tarball = packedCbase();
const workflow = (name: string) => parse(example(name)) as Workflow;
const jobs = (name: string) => Object.values(workflow(name).jobs);

describe.each(['github-export.yml', 'github-import.yml', 'github-train.yml', 'github-plan.yml'])(
  '%s',
  (name) => {
    test('pins its actions, and inserts nothing into a script', () => {
      const steps = jobs(name).flatMap((job) => job.steps);
      const uses = steps.flatMap((step) => step.uses ?? []);
      expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
      expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
      const kept = steps.filter(({ uses: action = '' }) => action.startsWith('actions/upload-artifact'));
      expect(kept.map((step) => step.with?.['retention-days']).filter((days) => days !== 7)).toEqual([]);
    });

    test('may read the repository, and at most comment on a pull request', () => {
      expect(workflow(name).permissions).toEqual({ contents: 'read' });
      const more = Object.entries(workflow(name).jobs).flatMap(([job, { permissions }]) =>
        permissions === undefined ? [] : [{ job, permissions }],
      );
      const comments = { job: 'plan', permissions: { contents: 'read', 'pull-requests': 'write' } };
      expect(more).toEqual(name === 'github-plan.yml' ? [comments] : []);
    });

    test('runs nothing for a pull request from a fork, and takes secrets and keys as environment only', () => {
      const text = example(name);
      expect(text).not.toContain('pull_request_target');
      if (!text.includes('pull_request:')) return;
      const own = 'github.event.pull_request.head.repo.full_name == github.repository';
      const unguarded = jobs(name).filter(
        ({ if: when = '' }) =>
          !when.includes(own) && !when.startsWith("github.event_name != 'pull_request' &&"),
      );
      expect(unguarded).toEqual([]);
    });
  },
);

type Event = 'pull_request' | 'push';

/** Whether a condition, of those that the examples use, holds for an event on main or on a pull request from the same repository. */
function holds(condition: string | undefined, event: Event): boolean {
  if (condition === undefined || condition === 'always()') return true;
  const filled = condition
    .replaceAll('github.event.pull_request.head.repo.full_name == github.repository', 'true')
    .replaceAll("github.ref == 'refs/heads/main'", String(event === 'push'))
    .replaceAll('github.event_name', `'${event}'`);
  const isTrue = (part: string) => {
    const [, one, operator, other] = /^'(\w+)' (==|!=) '(\w+)'$/.exec(part.trim()) ?? [];
    return operator === undefined ? part.trim() === 'true' : (one === other) === (operator === '==');
  };
  return filled.split('||').some((any) => any.split('&&').every(isTrue));
}

test.each<[string, Event, boolean]>([
  ["github.event_name == 'pull_request'", 'push', false],
  ["github.event_name != 'pull_request' && github.ref == 'refs/heads/main'", 'push', true],
  ["github.event_name != 'pull_request' && github.ref == 'refs/heads/main'", 'pull_request', false],
  [
    "github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository",
    'pull_request',
    true,
  ],
])('the condition %s on %s is %s', (condition, event, expected) => {
  expect(holds(condition, event)).toBe(expected);
});

type RunnerOptions = {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
};

/** A repository with files and the tarball, and an account. `on` runs the workflow on a fresh runner, as an event does. */
async function repository(name: string, { files = {}, env: more = {} }: RunnerOptions = {}) {
  const at = await machine();
  mkdirSync(join(at.root, 'tools'));
  copyFileSync(tarball().path, join(at.root, 'tools/cbase.tgz'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(at.root, path)), { recursive: true });
    writeFileSync(join(at.root, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const summary = file('', 'summary');
  const filled = { CBASE_SHA256: tarball().sha256, XDG_STATE_HOME: join(at.root, 'state'), ...at.api.env };
  const on = async (event: Event) => {
    // Each run has a checkout of its own.
    for (const made of ['report', 'plans']) rmSync(join(at.root, made), { recursive: true, force: true });
    const [home, prefix] = [workdir(), join(workdir(), 'opt')];
    const base = {
      ...{
        PATH: `${prefix}/bin:${join(at.root, 'bin')}:${systemPath}`,
        npm_config_prefix: prefix,
        HOME: home,
        CI: 'true',
      },
      ...{ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, ...npm },
      CHATBASE_BASE_URL: at.api.env.CHATBASE_BASE_URL ?? '',
    };
    const steps = jobs(name).flatMap((job) =>
      holds(job.if, event) ? job.steps.map((step) => ({ step, env: { ...job.env, ...step.env } })) : [],
    );
    let [code, log] = [0, ''];
    for (const { step, env } of steps) {
      if (step.run === undefined || !holds(step.if, event) || (code !== 0 && step.if !== 'always()'))
        continue;
      const given = Object.entries({ ...filled, ...more }).filter(([key]) => key in env);
      const script = `set -eo pipefail\n${step.run}`;
      const ran = await barely(script, { ...base, ...Object.fromEntries(given) }, at.root, '/bin/bash');
      code ||= ran.code ?? 1;
      log += ran.out + ran.err;
    }
    return { code, log };
  };
  return { ...at, write, on, summary: () => readFileSync(summary, 'utf8') };
}

test('the export installs cbase and writes its files', { timeout: 120_000 }, async () => {
  const { root, on } = await repository('github-export.yml');
  const { code, log } = await on('push');
  expect(code, log).toBe(0);
  const names = readdirSync(join(root, 'out')).map((name) => name.replace(/\d{4}-\d\d-\d\d-\d{6}/, 'NOW'));
  expect(names.sort()).toEqual(['convos.html', 'leads-NOW.csv', 'leads-NOW.csv.manifest.json']);
  expect(readdirSync(join(root, 'state/cbase/exports'))).toContain('leads-nightly.state.json');
});

test('an import is checked on a pull request and sent from main; a bad row is annotated, and in JUnit', {
  timeout: 120_000,
}, async () => {
  const { root, api, on, write, summary } = await repository('github-import.yml', {
    env: { FILE: 'contacts.csv' },
  });
  write('contacts.csv', 'external_id,name,email\nx1,Ada,ada@example.com\nx2,Bo,no address\n');
  const checked = await on('pull_request');
  expect([checked.code, await heldContacts(api)], checked.log).toEqual([6, []]);
  expect(checked.log).toMatch(/::error file=contacts\.csv,line=3,title=/);
  expect(readFileSync(join(root, 'junit.xml'), 'utf8')).toContain('<failure');
  write('contacts.csv', 'external_id,name,email\nx1,Ada,ada@example.com\n');
  const sent = await on('push');
  expect([sent.code, (await heldContacts(api)).map(({ name }) => name)], sent.log).toEqual([0, ['Ada']]);
  expect([existsSync(join(root, 'report/summary.json')), summary()]).toEqual([
    true,
    expect.stringContaining('| created | 1 |'),
  ]);
});

test('a bot is trained from main when documents have changed, and not again on another runner', {
  timeout: 240_000,
}, async () => {
  const { api, on, write } = await repository('github-train.yml', {
    files: { 'docs/a.md': '# A\n\nFirst.' },
  });
  const sent = () => api.seen('POST /update-chatbot-data').length;
  const shown = await on('pull_request');
  expect([shown.code, sent()], shown.log).toEqual([0, 0]);
  expect(shown.log).toContain('docs/a.md,text,11,<1%,new');
  for (const [text, times] of [
    ['# A\n\nFirst.', 1],
    ['# A\n\nFirst.', 1],
    ['# A\n\nOther.', 2],
  ] as const) {
    write('docs/a.md', text);
    const { code, log } = await on('push');
    expect([code, sent()], log).toEqual([0, times]);
  }
});

/** `gh` as far as the workflow uses it: keeps the body of the comment. */
const gh = `#!/bin/sh
printf '%s\\n' "$@" > gh-args
while [ "$1" != --body-file ]; do shift; done
cp "$2" gh-body
`;

test('files are planned in a comment on a pull request, and applied from main, once', {
  timeout: 240_000,
}, async () => {
  const files = {
    'attributes.yaml': 'attributes:\n  - name: tier\n    label: Tier\n    type: text\n',
    'bot.yaml': 'temperature: 0.3\n',
    'contacts.csv': 'external_id,name\nx1,Ada\n',
    'bin/gh': gh,
  };
  const env = { GH_TOKEN: 'token', GH_REPO: 'o/r', NUMBER: '7' };
  const { root, api, on, summary } = await repository('github-plan.yml', { files, env });
  chmodSync(join(root, 'bin/gh'), 0o755);
  const planned = await on('pull_request');
  const writes = () => api.log.all().filter(({ method }) => method !== 'GET').length;
  expect([planned.code, writes()], planned.log).toEqual([0, 0]);
  expect(readFileSync(join(root, 'gh-args'), 'utf8').split('\n').slice(0, 3)).toEqual(['pr', 'comment', '7']);
  const body = readFileSync(join(root, 'gh-body'), 'utf8');
  for (const part of ['tier', '**`temperature`**', '1 to create']) expect(body).toContain(part);
  expect([body.includes('Ada'), summary().includes('temperature')]).toEqual([false, true]);
  const applied = await on('push');
  expect(applied.code, applied.log).toBe(0);
  expect((await heldContacts(api)).map(({ name }) => name)).toEqual(['Ada']);
  const before = writes();
  const again = await on('push');
  expect([again.code, writes()], again.log).toEqual([0, before]);
});
