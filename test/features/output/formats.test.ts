import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { dangers, hostile } from '../../support/hostile.js';
import { finished } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

async function named(...names: readonly string[]) {
  const bots = names.map((name, i) => ({ id: `bot-${i + 1}`, name, source: 'x' }));
  return emulator({ seed: file(JSON.stringify({ bots }), 'seed.json') });
}

const lists = [
  ['bots', 'list'],
  ['bots', 'get', 'Support'],
  ['attrs', 'list'],
  ['attrs', 'get', 'company'],
  ['contacts', 'list'],
  ['contacts', 'get', 'c-1'],
  ['contacts', 'import', 'results'],
  ['leads', 'list'],
  ['leads', 'get', '1'],
  ['leads', 'status'],
  ['leads', 'stats'],
  ['convos', 'list'],
  ['convos', 'get', 'c1'],
  ['convos', 'stats'],
  ['convos', 'status'],
  ['sessions', 'list'],
  ['picks'],
  ['models'],
  ['config', 'list'],
  ['config', 'get', 'timeout'],
  ['config', 'path'],
  ['profile', 'list'],
  ['auth', 'status'],
  ['doctor'],
  ['commands'],
] as const;

/** An account with one of everything. */
async function account() {
  const api = await emulator();
  api.addContact({ external_id: 'c-1', name: 'Ada' });
  await api.visited('leads', [{ name: 'Ada', email: 'ada@example.com' }]);
  await api.visited('conversations', [{ id: 'c1', messages: [{ role: 'user', content: 'Hello' }] }]);
  return api;
}

describe.each(lists.map((argv) => [argv.join(' '), argv] as const))('%s', (_, argv) => {
  test('--format yaml prints the document of --json', async () => {
    const { env } = await account();
    const home = { ...env, HOME: workdir() };
    const [json, yaml] = await Promise.all(
      ['json', 'yaml'].map((format) => cli([...argv, '--quiet', '--format', format], { env: home })),
    );
    const steady = (value: unknown) =>
      JSON.stringify(value, (key, one) =>
        /^(made|ageMs|age|detail|words|source|facts)$/.test(key) ? null : one,
      );
    expect([yaml?.code, yaml?.err]).toEqual([json?.code, json?.err]);
    expect(steady(parse(yaml?.out ?? ''))).toEqual(steady(JSON.parse(json?.out ?? '')));
  });

  test('--format tsv prints the cells of csv, and --no-header omits the first line', async () => {
    const { env } = await account();
    const home = { ...env, HOME: workdir() };
    const [csv, tsv, bare, bareCsv] = await Promise.all(
      [['csv'], ['tsv'], ['tsv', '--no-header'], ['csv', '--no-header']].map(
        async ([format = '', ...more]) => {
          const { out } = await cli([...argv, '--quiet', '--format', format, ...more], { env: home });
          // How long something took is not the same twice.
          return out.replace(/\d+ ms/g, 'N ms');
        },
      ),
    );
    const [head = ''] = (csv ?? '').split('\n');
    expect(tsv?.split('\n')[0]).toBe(head.replaceAll(',', '\t'));
    expect(`${head.replaceAll(',', '\t')}\n${bare}`).toHaveLength(tsv?.length ?? -1);
    expect(`${head}\n${bareCsv}`).toHaveLength(csv?.length ?? -1);
  });
});

describe('TSV', () => {
  test('has one line per record and a tab between cells, whatever is in them', async () => {
    const { env } = await named('a\tb', 'c\nd\r', 'e\\t "f", g', '=1+1');
    const { out } = await cli(['bots', 'list', '--format', 'tsv', '--fields', 'id,name'], { env });
    expect(out).toBe('id\tname\nbot-1\ta\\tb\nbot-2\tc\\nd\\r\nbot-3\te\\\\t "f", g\nbot-4\t\'=1+1\n');
  });
});

describe('YAML', () => {
  test('means the same to readers of YAML 1.1 and 1.2, and controls no terminal', async () => {
    const tricky = [
      'no',
      'on',
      'null',
      '~',
      '1:30',
      '2026-01-02',
      '010',
      '1e3',
      '=',
      '<<',
      '# x',
      'a: b',
      '- c',
    ];
    const names = [...tricky, ...hostile.map((text) => text.slice(0, 60).replace(/[\0\ud800]/g, ''))];
    const { env } = await named(...names);
    const { out } = await cli(['bots', 'list', '--format', 'yaml', '--fields', 'name'], { env });
    const read = (version: '1.1' | '1.2') =>
      parse(out, { version }).map(({ name }: { name: string }) => name);
    expect([read('1.1'), read('1.2')]).toEqual([names, names]);
    expect(dangers(out)).toEqual([]);
  });

  test('an object is an object, an empty list an empty list', async () => {
    const { env } = await emulator();
    const one = await cli(['bots', 'get', 'Support', '--format', 'yaml'], { env });
    expect(one.out).toMatch(/^id: b1\nname: Support\n/);
    expect(await cli(['contacts', 'list', '--format', 'yaml'], { env })).toMatchObject({ out: '[]\n' });
  });

  test('statistics can be written as YAML and as TSV', async () => {
    const { env } = await account();
    const { code, out } = await cli(['leads', 'stats', '--format', 'yaml'], { env });
    expect([code, parse(out).bot]).toEqual([0, { id: 'b1', name: 'Support' }]);
    const tsv = await cli(['leads', 'stats', '--format', 'tsv', '--no-header'], { env });
    expect(tsv.out).toMatch(/^leads\t\t\t1\n/);
  });
});

describe('--no-header', () => {
  test('omits the header of a table', async () => {
    const { env } = await named('Harbor Coffee');
    const argv = ['bots', 'list', '--fields', 'id,name', '--no-header'];
    const shown = await finished(argv, { env: { ...env, NO_COLOR: '1' } });
    expect(shown.lines).toEqual(['bot-1  Harbor Coffee']);
  });

  test.each([
    [['bots', 'list', '--json'], '--no-header goes with a table, CSV or TSV, not with --json'],
    [['bots', 'list', '--format', 'id'], 'not with --format id'],
    [['leads', 'export'], 'An export always has its header'],
    [['leads', 'stats', '--format', 'table'], '--no-header of stats goes with csv and tsv'],
    [['api', 'GET', 'get-chatbots'], 'api prints no list, so it does not support --no-header'],
    [['sessions', 'export'], 'so --no-header does not apply'],
  ])('%j --no-header is a usage error', async (argv, words) => {
    const api = await emulator();
    const { code, err } = await cli([...argv, '--no-header'], { env: api.env });
    expect([code, api.log.all()]).toEqual([2, []]);
    expect(err).toContain(words);
  });

  test('of contacts import is about the file, and --header still forces one', async () => {
    const { env } = await emulator();
    const csv = file('c-1,Ada\nc-2,Grace\n', 'contacts.csv');
    const count = (...flags: readonly string[]) =>
      cli(['contacts', 'import', csv, '--dry-run', '--quiet', '--jq', '.ledger | add', ...flags], {
        env,
      });
    const map = ['--map', 'external_id=1', '--map', 'name=2'];
    const bare = await count('--no-header', ...map);
    const headed = await count('--header', '--map', 'external_id=c-1', '--map', 'name=Ada');
    expect([bare.out, headed.out]).toEqual(['2\n', '1\n']);
  });

  test('the rows of a run are one table, also when they are many', async () => {
    const { env } = await emulator();
    const csv = file(
      `external_id,name\n${Array.from({ length: 300 }, (_, i) => `c-${i},Ada`).join('\n')}\n`,
      'c.csv',
    );
    const state = { ...env, XDG_STATE_HOME: workdir() };
    await cli(['contacts', 'import', csv, '--quiet'], { env: state });
    const rows = (...flags: readonly string[]) =>
      cli(['contacts', 'import', 'results', '--rows', 'all', ...flags], { env: state });
    const [csvRows, tsvRows, bare] = [await rows(), await rows('--format', 'tsv'), await rows('--no-header')];
    expect(csvRows.out.trimEnd().split('\n')).toHaveLength(301);
    expect(tsvRows.out.trimEnd().split('\n')).toHaveLength(301);
    expect(bare.out.trimEnd().split('\n')).toHaveLength(300);
    expect(csvRows.out.match(/external_id/g)).toHaveLength(1);
  });
});
