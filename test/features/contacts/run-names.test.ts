import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator, heldIds } from '../../support/emulator.js';
import { onScreen } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

const rows = (name: string, ids: readonly string[]) =>
  `external_id,name\n${ids.map((id) => `${id},${name}`).join('\n')}\n`;

async function account() {
  const api = await emulator();
  const home = workdir();
  const cbase = (...argv: readonly string[]) => cli(argv, { env: { ...api.env, HOME: home } });
  const imports = async (content: string, ...flags: readonly string[]) =>
    JSON.parse((await cbase('contacts', 'import', file(content), '--json', ...flags)).out).run as string;
  return { api, home, cbase, imports };
}

describe('the list of runs', () => {
  test('has the newest first, whole names, the time, updated and unchanged', {
    timeout: 60_000,
  }, async () => {
    const { cbase, imports, api, home } = await account();
    const first = await imports(rows('Ada', ['a', 'b', 'c']));
    const second = await imports(rows('Bo', ['a']), '--on-conflict', 'update');
    const { out } = await cbase('contacts', 'import', 'results', '--format', 'id');
    expect(out.split('\n').slice(0, 2)).toEqual([second, first]);
    for (const columns of [80, 120]) {
      const screen = onScreen(['contacts', 'import', 'results'], {
        ...{ env: { ...api.env, TZ: 'UTC' }, home, columns },
      });
      await screen.exit;
      const [header = '', ...lines] = (await screen.seen()).split('\n');
      expect(header, `${columns}`).toMatch(/^run +started +file +created +updated/);
      expect(lines[0]).toMatch(new RegExp(`^${second} +\\w{3} \\d\\d \\d\\d:\\d\\d .* finished`));
      expect(lines[1]).toContain(first);
    }
  });
});

describe('the name of a run', () => {
  test('may be its beginning; one that fits several is an error that lists them', {
    timeout: 60_000,
  }, async () => {
    const { cbase, imports } = await account();
    const [first, second] = [await imports(rows('Ada', ['a'])), await imports(rows('Ada', ['b']))];
    const shared = [...first].findIndex((character, i) => character !== second[i]);
    for (const verb of ['results', 'resume', 'resolve']) {
      const { code, out } = await cbase('contacts', 'import', verb, first.slice(0, shared + 1));
      expect([code, out], verb).toEqual([0, expect.stringContaining(first)]);
    }
    const { code, err } = await cbase('contacts', 'import', 'undo', first.slice(0, shared), '--yes');
    // Two runs of the same second differ in their random end only, so their order is that of the names.
    const listed = [first, second].toSorted().reverse().join(', ');
    expect([code, err]).toEqual([2, expect.stringContaining(listed)]);
    const undone = await cbase('contacts', 'import', 'undo', first.slice(0, shared + 1), '--yes');
    expect(undone.out).toContain(`Deleted 1 contact of run ${first}`);
    const none = await cbase('contacts', 'import', 'results', '1999');
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('There is no run "1999"')]);
  });
});

describe('undo without a name', () => {
  test('takes the last run that created contacts and was not undone', { timeout: 60_000 }, async () => {
    const { cbase, imports } = await account();
    const creating = await imports(rows('Ada', ['a', 'b']));
    await imports(rows('Ada', ['a', 'b']));
    const asked = await cbase('contacts', 'import', 'undo');
    expect(asked.code).toBe(2);
    expect(asked.err).toContain(`the 2 contacts that run ${creating}`);
    expect(asked.err).toContain(`--yes or --confirm ${creating}`);
    const unnamed = await cbase('contacts', 'import', 'undo', '--yes');
    expect([unnamed.code, unnamed.err]).toEqual([2, expect.stringContaining(`undo ${creating} --yes`)]);
    const undone = await cbase('contacts', 'import', 'undo', '--confirm', creating);
    expect(undone.out).toContain('Deleted 2 contacts');
    const nothing = await cbase('contacts', 'import', 'undo');
    expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining('There is no run that created')]);
  });

  test('asks on a terminal, with run, age, bot and account', { timeout: 60_000 }, async () => {
    const { api, home, imports } = await account();
    const run = await imports(rows('Ada', ['a']));
    const screen = onScreen(['contacts', 'import', 'undo'], { env: api.env, home, columns: 200 });
    const host = new URL(api.url).host;
    await screen.until(
      `Delete the contact that run ${run} (contacts.csv, just now) created in Support (${host}), unless it has changed since?`,
    );
    screen.type('n\r');
    expect(await screen.exit).toBe(1);
    expect(api.seen('DELETE /chatbots/b1/contacts/*')).toEqual([]);
  });

  test('puts updates back, too, and says of a run without changes that there are none', {
    timeout: 60_000,
  }, async () => {
    const { cbase, imports } = await account();
    await imports(rows('Ada', ['a']));
    const updating = await imports(rows('Bo', ['a']), '--on-conflict', 'update');
    const { code, err } = await cbase('contacts', 'import', 'undo', updating, '--yes');
    expect([code, err]).toEqual([0, '']);
    const skipping = await imports(rows('Cy', ['a']));
    const nothing = await cbase('contacts', 'import', 'undo', skipping, '--yes');
    expect([nothing.code, nothing.err]).toEqual([
      1,
      expect.stringContaining('created no contacts and updated none'),
    ]);
  });
});

describe('a run whose report was removed by the user', () => {
  test.each(['results', 'resume', 'resolve', 'undo'])(
    'is not taken for the one that reported there later (%s)',
    async (verb) => {
      const { api, cbase, imports } = await account();
      const report = `${workdir()}/report`;
      const words = ['contacts', 'import', verb];
      const first = await imports(rows('Ada', ['a']), '--report', report);
      rmSync(report, { recursive: true });
      const gone = await cbase(...words, first, ...(verb === 'undo' ? ['--yes'] : []));
      expect([gone.code, gone.err]).toEqual([2, expect.stringContaining(`was removed from ${report}`)]);
      const second = await imports(rows('Bo', ['b']), '--report', report);
      for (const name of [first, first.slice(0, -1)]) {
        const other = await cbase(...words, name, ...(verb === 'undo' ? ['--yes'] : []));
        // Two runs of the same second may begin alike.
        const isBoth = name !== first && second.startsWith(name);
        const said = isBoth ? 'runs begin with' : `now has that of run ${second}`;
        expect([other.code, other.err]).toEqual([2, expect.stringContaining(said)]);
      }
      expect(await heldIds(api)).toEqual(['a', 'b']);
      const list = await cbase('contacts', 'import', 'results', '--format', 'id');
      expect(list.out).toBe(`${second}\n`);
      const own = await cbase(...words, second, ...(verb === 'undo' ? ['--yes'] : []));
      expect(own.code).toBe(0);
    },
    60_000,
  );
});
