import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contactsPath } from '../../support/contacts.js';
import { emulator, heldContacts, heldIds } from '../../support/emulator.js';
import { going, importing, place } from '../../support/import-runs.js';
import { contactsNow, tickingClock, undone, updatedBot } from '../../support/updates.js';

const patches = `PATCH ${contactsPath}/*`;

const ada = {
  external_id: 'ada',
  name: 'Ada',
  email: 'ada@example.com',
  stripe_accounts: [{ label: 'main', stripe_id: 'cus_1' }],
  custom_attributes: { company: 'Own', seats: 3 },
};
const bo = { external_id: 'bo', name: 'Bo', email: 'bo@example.com', phonenumber: '+49301234567' };
const file = [
  'external_id,name,email,phonenumber,company,seats,stripe_accounts',
  'ada,Ada L.,ada@example.org,+4930111111,Acme,3,"[{""label"":""main"",""stripe_id"":""cus_2""}]"',
  'bo,Bo,bo@example.com,+4930222222,Acme,1,',
  'cy,Cy,cy@example.com,,,,',
  '',
].join('\n');

describe('undo of updates', () => {
  test.each([
    ['either', 'merge'],
    ['internal', 'replace'],
    ['external', 'merge'],
  ] as const)(
    'puts every field back, where {contactId} is %s and attributes %s',
    async (contactId, patch) => {
      const { api, at, before } = await updatedBot([ada, bo], file, { switches: { contactId, patch } });
      const { code, said } = await undone(api, at);
      expect([code, said]).toMatchObject([0, { ok: true, deleted: 1, putBack: 2, gone: 0, changed: [] }]);
      expect(await contactsNow(api)).toEqual(before);
    },
  );

  test('sends nothing but what the run has changed', async () => {
    const { api, at } = await updatedBot([bo], 'external_id,name,company\nbo,Bob,Acme\n');
    api.log.clear();
    await undone(api, at);
    expect(api.seen(patches).map(({ body }) => body)).toEqual([
      { data: { name: 'Bo', custom_attributes: { company: null } } },
    ]);
  });

  test('leaves contacts alone that have changed since, by their time', async () => {
    const { api, at, before } = await updatedBot([ada, bo], file);
    await api.ask('PATCH', `${contactsPath}/bo`, { data: { phonenumber: '+4930222222' } });
    const { code, said } = await undone(api, at);
    expect([code, said]).toMatchObject([3, { ok: false, putBack: 1, changed: [{ external_id: 'bo' }] }]);
    const [first, second] = await contactsNow(api);
    expect([first, second?.phonenumber]).toEqual([before[0], '+4930222222']);
  });

  test('leaves contacts alone that have changed since, by their values where the time stands still', async () => {
    const { api, at, before } = await updatedBot([ada, bo], file, { now: () => 1_800_000_000_000 });
    await api.ask('PATCH', `${contactsPath}/bo`, { data: { phonenumber: '+4930999999' } });
    const { code, said } = await undone(api, at);
    expect([code, said]).toMatchObject([3, { putBack: 1, changed: [{ external_id: 'bo' }] }]);
    expect((await contactsNow(api))[0]).toEqual(before[0]);
  });

  test('does not touch a contact twice, and leaves what was changed after it was put back', async () => {
    const { api, at } = await updatedBot([bo], 'external_id,name\nbo,Bob\n');
    await undone(api, at);
    await api.ask('PATCH', `${contactsPath}/bo`, { data: { name: 'By hand' } });
    api.log.clear();
    const { code, said } = await undone(api, at);
    expect([code, said]).toMatchObject([0, { putBack: 0, gone: 0, changed: [] }]);
    expect(api.seen(patches)).toEqual([]);
  });

  test('gives addresses back in an order in which each is free', async () => {
    const api = await emulator({ now: tickingClock() });
    const users = Array.from({ length: 12 }, (_, i) => ({ external_id: `r${i}`, email: `p${i}@x.co` }));
    await api.ask('POST', contactsPath, { users });
    const before = await contactsNow(api);
    // Of a long list, a few contacts are looked up one by one: an address may be one that a row above has given up.
    const page = { data: [before[0]], total: 90_000, pages: { total_pages: 90 } };
    api.next(`GET ${contactsPath}`, { status: 200, body: { message: 'Success', ...page } });
    const moved = users.map(({ external_id }, i) => `${external_id},p${i + 1}@x.co`).toReversed();
    const at = place(`external_id,email\n${moved.join('\n')}\n`);
    const update = ['--on-conflict', 'update', '--concurrency', '1'];
    expect((await importing(api, at, update)).code).toBe(0);
    expect(await contactsNow(api)).not.toEqual(before);
    expect((await undone(api, at)).code).toBe(0);
    expect(await contactsNow(api)).toEqual(before);
    expect(api.log.all().filter(({ status }) => status === 409)).toEqual([]);
  });

  test('a contact whose address was taken meanwhile is named, and the others go on', async () => {
    const { api, at, before } = await updatedBot([ada, bo], file);
    api.addContact({ external_id: 'thief', email: 'Ada@example.com' });
    const { code, said } = await undone(api, at);
    expect([code, said]).toMatchObject([
      3,
      { putBack: 1, notPutBack: [{ external_id: 'ada', why: 'taken' }] },
    ]);
    expect((await contactsNow(api))[1]).toEqual(before[1]);
    const again = await going(api, at, 'undo', ['--yes']);
    expect(again.out).toContain('another contact has the email address now: ada');
  });

  test('a value of an archived attribute is named, and everything else is put back', async () => {
    const { api, at } = await updatedBot([ada], file);
    await api.archiveAttribute('company');
    const { code, said } = await undone(api, at);
    expect([code, said]).toMatchObject([
      3,
      { notPutBack: [{ external_id: 'ada', why: 'in part', fields: ['custom_attributes.company'] }] },
    ]);
    expect((await contactsNow(api))[0]).toMatchObject({
      name: 'Ada',
      custom_attributes: { company: 'Acme' },
    });
  });

  test('waits for a list that shows what the run wrote, before it calls a contact gone or changed', async () => {
    const { api, at, before } = await updatedBot([ada, bo], file);
    const list = `GET ${contactsPath}`;
    const contacts = (await heldContacts(api)).filter(({ external_id }) => external_id !== 'cy');
    const data = contacts.map((one) => ({ ...one, name: 'as before', updated_at: 1_700_000_000 }));
    api.next(list, {
      status: 200,
      body: { data, pagination: { total: data.length, page: 1, per_page: 1000 } },
    });
    const { code, said, err } = await undone(api, at);
    expect([code, said]).toMatchObject([0, { deleted: 1, putBack: 2, gone: 0, changed: [] }]);
    expect(err).toMatch(/The server does not show 3 contacts of the run yet; next check in \d+ s/);
    expect(await contactsNow(api)).toEqual(before);
  });

  test('does not wait for contacts that are gone where the server shows at once what it stored', async () => {
    const { api, at } = await updatedBot([ada, bo], file, {}, ['--read-lag', '0']);
    await api.ask('DELETE', `${contactsPath}/ada`);
    const { code, said, err } = await undone(api, at);
    expect([code, said, err.includes('next check')]).toMatchObject([
      0,
      { deleted: 1, gone: 1, putBack: 1 },
      false,
    ]);
  });

  test('counts contacts that are gone, and those that were put back by hand', async () => {
    const { api, at } = await updatedBot([ada, bo], file);
    await api.ask('DELETE', `${contactsPath}/ada`);
    const hand = { phonenumber: bo.phonenumber, custom_attributes: { company: null, seats: null } };
    await api.ask('PATCH', `${contactsPath}/bo`, { data: hand });
    const { code, said } = await undone(api, at);
    expect([code, said]).toMatchObject([0, { deleted: 1, gone: 1, asBefore: 1, putBack: 0 }]);
  });

  test.each([
    ['a lost response', { drop: 'after', times: 2 }],
    ['a lost request', { drop: 'before', times: 2 }],
    ['a rate limit', { status: 429, headers: { 'retry-after': '0' }, times: 3 }],
    ['an error of the server', { status: 500, times: 2, body: { message: 'Error' } }],
    ['an error after the fact', { status: 500, applied: true, times: 9, body: { message: 'Error' } }],
  ] as const)('ends the same after %s', async (_, fault) => {
    const { api, at, before } = await updatedBot([ada, bo], file);
    api.next(patches, fault);
    api.next(`DELETE ${contactsPath}/*`, fault);
    const { code } = await undone(api, at);
    expect([code, await contactsNow(api)]).toEqual([0, before]);
  });

  test('a contact without an answer is in doubt, and the same command settles it', async () => {
    const { api, at, before } = await updatedBot([bo], 'external_id,name\nbo,Bob\n');
    api.next(patches, { status: 500, times: 0, body: { message: 'Error' } });
    const first = await undone(api, at);
    expect([first.code, first.said]).toMatchObject([7, { notPutBack: [{ why: 'in doubt' }] }]);
    api.weather.clear();
    expect((await undone(api, at)).code).toBe(0);
    expect(await contactsNow(api)).toEqual(before);
  });

  test('of a run that kept nothing from before are counted, and the created contacts deleted', async () => {
    const { api, at } = await updatedBot([bo], 'external_id,name\nbo,Bob\nnew,New\n');
    writeFileSync(`${at.directory}/before.ndjson`, '');
    const { code, out, err } = await going(api, at, 'undo', ['--yes']);
    expect([code, out, err]).toEqual([
      3,
      expect.stringContaining('1 update cannot be undone'),
      expect.any(String),
    ]);
    expect(await heldIds(api)).toEqual(['bo']);
  });

  test('asks about deletions and updates, and nothing is written before', async () => {
    const { api, at } = await updatedBot([ada, bo], file);
    const name = JSON.parse(readFileSync(`${at.directory}/manifest.json`, 'utf8')).run;
    const { code, err } = await going(api, at, 'undo');
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(
        `Delete the contact that run ${name} .* created in Support .*, and put the 2 it updated back`,
      ),
    ]);
    expect(api.seen(patches).length).toBe(2);
  });

  test('of a run that updated nothing else is proposed as the last one', async () => {
    const api = await emulator({ now: tickingClock() });
    api.addContact(bo);
    const at = place('external_id,name\nbo,Bob\n');
    await importing(api, at, ['--on-conflict', 'update']);
    const { code, err } = await going(api, { ...at, directory: '' }, 'undo', ['--yes']);
    expect([code, err]).toEqual([2, expect.stringContaining('There is no run')]);
  });
});
