import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { batches } from '../../support/contacts.js';
import { emulator, heldContacts } from '../../support/emulator.js';
import { imported } from '../../support/import.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

describe('a saved column map', () => {
  const content = 'Kunde,First Name,Last Name,Seats,Fax\n1,Ada,Lovelace,4,\n';

  test('maps the next file with the same columns in any order, and otherwise names the differences', async () => {
    const map = `${workdir()}/map.json`;
    await imported(content, ['--id-from', 'Kunde', '--dry-run', '--write-map', map]);
    expect(JSON.parse(readFileSync(map, 'utf8'))).toMatchObject({
      columns: [
        { column: 'Kunde', to: 'external_id' },
        { column: 'First Name', to: 'name:first' },
        { column: 'Last Name', to: 'name:last' },
        { column: 'Seats', to: 'custom_attributes.seats' },
        { column: 'Fax', to: 'undecided' },
      ],
    });
    const other = 'Seats,Kunde,Last Name,First Name,Fax\n9,2,Hopper,Grace,\n';
    const { api, summary } = await imported(other, ['--map-file', map]);
    expect(summary.ok).toBe(true);
    expect(await heldContacts(api)).toMatchObject([
      { external_id: '2', name: 'Grace Hopper', custom_attributes: { seats: 9 } },
    ]);
    // No decision was made about a column that was empty then.
    expect(
      (await imported(content.replace('4,', '4,x'), ['--map-file', map])).summary.error.message,
    ).toContain('"Fax"');
    const changed = await imported('Kunde,First Name,Last Name,Places,Fax\n1,A,B,4,\n', ['--map-file', map]);
    expect([changed.code, changed.summary.error.message]).toEqual([
      2,
      'The columns differ from those in map.json: - "Seats", + "Places"',
    ]);
  });

  test('a file that is not a map, and one that already exists, are named in the error', async () => {
    const other = file('{"a":1}', 'map.json');
    expect((await imported(content, ['--map-file', other])).summary.error.message).toContain(
      `${other} was not written by --write-map`,
    );
    const { code, summary, api } = await imported(content, ['--id-from', 'Kunde', '--write-map', other]);
    expect([code, summary.error.message, api.seen(batches)]).toEqual([2, `${other} already exists`, []]);
  });

  test('a command that was refused leaves none, so that it can be typed again, corrected', async () => {
    const [api, map] = [await emulator(), `${workdir()}/map.json`];
    const path = file('external_id,Kontakt\n1,Ada\n');
    const command = ['contacts', 'import', path, '--write-map', map];
    const refused = await run(command, { env: api.env });
    expect([refused.code, existsSync(map), api.seen(batches)]).toEqual([2, false, []]);
    const corrected = [...command, '--map', 'name=Kontakt'];
    expect((await run([...corrected, '--dry-run'], { env: api.env })).code).toBe(0);
    expect(existsSync(map)).toBe(true);
    // The mapping is the same, so the file may be there already.
    expect((await run(corrected, { env: api.env })).code).toBe(0);
    expect((await run(corrected, { env: api.env })).code).toBe(0);
    const other = await run([...command, '--ignore', 'Kontakt'], { env: api.env });
    expect([other.code, other.err]).toEqual([2, expect.stringContaining(`${map} already exists`)]);
  });
});
