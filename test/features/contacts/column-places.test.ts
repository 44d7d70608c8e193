import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { heldContacts } from '../../support/emulator.js';
import { imported } from '../../support/import.js';
import { workdir } from '../../support/workdir.js';

describe('columns by their places', () => {
  const twins = 'Name,Name,external_id\nAda,Lovelace,1\n';

  test('two columns with one name stop the import, and the error names them by place', async () => {
    const { code, summary } = await imported(twins);
    expect([code, summary.error.message, summary.error.advice]).toEqual([
      2,
      'Columns 1 and 2 are both called "Name"',
      'Choose one with --map FIELD=#1, and leave the other out with --ignore #2',
    ]);
  });

  test.each([
    [['--map', 'name=#2', '--ignore', '#1'], 'Lovelace'],
    [['--ignore', '#2'], 'Ada'],
    [['--map', 'name:first=#1', '--map', 'name:last=#2'], 'Ada Lovelace'],
  ])('%j makes the name %s', async (flags, name) => {
    expect(await heldContacts((await imported(twins, flags)).api)).toMatchObject([{ name }]);
  });

  test('a name that several columns have, and a place that the file does not have, are refused', async () => {
    const several = await imported(twins, ['--map', 'name=Name']);
    expect(several.summary.error.message).toContain('there are several: name one by its place, #1 and #2');
    const beyond = await imported(twins, ['--map', 'name=#4', '--ignore', '#1']);
    expect(beyond.summary.error.message).toContain('--map names the column "#4", which is not in the file');
  });

  test('a column without a name can be mapped and left out', async () => {
    const content = ',name\n7,Ada\n';
    expect(await heldContacts((await imported(content, ['--id-from', '#1'])).api)).toMatchObject([
      { external_id: '7', name: 'Ada' },
    ]);
    const frame = ',external_id\n0,7\n';
    const unmapped = await imported(frame);
    expect(unmapped.summary.error.message).toContain('column 1, which has no name, so call it #1');
    expect((await imported(frame, ['--ignore', '#1'])).code).toBe(0);
  });

  test('a column that is really called #2 is meant by that name', async () => {
    const { api } = await imported('#2,b\n7,Ada\n', ['--id-from', '#2', '--map', 'name=b']);
    expect(await heldContacts(api)).toMatchObject([{ external_id: '7', name: 'Ada' }]);
  });

  test('a saved mapping keeps columns of one name apart', async () => {
    const map = `${workdir()}/map.json`;
    await imported(twins, ['--map', 'name=#2', '--ignore', '#1', '--write-map', map]);
    expect(JSON.parse(readFileSync(map, 'utf8')).columns.map(({ to }: { to: string }) => to)).toEqual([
      null,
      'name',
      'external_id',
    ]);
    const { api } = await imported(twins, ['--map-file', map]);
    expect(await heldContacts(api)).toMatchObject([{ name: 'Lovelace' }]);
  });

  test('JSON keys that differ only in case are chosen by name', async () => {
    const content = '{"external_id":"1","email":"old@example.com","Email":"new@example.com"}\n';
    const refused = await imported(content);
    expect(refused.summary.error).toMatchObject({
      message: 'Columns 2 and 3, "email" and "Email", differ only in case or punctuation',
      advice: 'Choose one with --map FIELD=email, and leave the other out with --ignore Email',
    });
    const { api } = await imported(content, ['--map', 'email=Email', '--ignore', 'email']);
    expect(await heldContacts(api)).toMatchObject([{ email: 'new@example.com' }]);
  });
});

describe('the name from two columns', () => {
  const content = 'external_id,Rufname,Zuname\n1,Jörg,Groß\n';

  test('is joined by --map name:first and name:last', async () => {
    const { api } = await imported(content, ['--map', 'name:first=Rufname', '--map', 'name:last=Zuname']);
    expect(await heldContacts(api)).toMatchObject([{ name: 'Jörg Groß' }]);
  });

  test('is not also taken from a column called Name, which would be lost', async () => {
    const flags = ['--map', 'name:first=Vorname', '--unknown-columns'];
    const open = await imported('external_id,Vorname,Name\n1,Jörg,Groß\n', [...flags, 'error']);
    expect(open.summary.error.message).toContain('Unmapped column: "Name"');
    const { api } = await imported('external_id,Vorname,Name\n1,Jörg,Groß\n', [
      ...flags,
      'error',
      '--map',
      'name:last=Name',
    ]);
    expect(await heldContacts(api)).toMatchObject([{ name: 'Jörg Groß' }]);
  });

  test.each([
    [['--map', 'name=Rufname', '--map', 'name:last=Zuname'], 'both as a whole and in parts'],
    [['--map', 'name:first=Rufname', '--map', 'name:first=Zuname'], 'wo columns are mapped to name:first'],
    [['--map', 'name:nick=Rufname'], '--map names the field "name:nick"'],
  ])('%j is refused', async (flags, words) => {
    const { code, summary } = await imported(content, flags);
    expect([code, summary.error.message]).toEqual([2, expect.stringContaining(words)]);
  });

  test('two columns that look like the first name are refused', async () => {
    const { code, summary } = await imported('external_id,First Name,Given Name\n1,Ada,Augusta\n');
    expect([code, summary.error.message]).toEqual([
      2,
      expect.stringContaining('wo columns look like the first name, one of them "Given Name"'),
    ]);
  });
});
