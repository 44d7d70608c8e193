import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { workdir } from '../../support/workdir.js';

/** A home with two profiles, as an earlier version has written them. */
function home(more: object = {}): string {
  const HOME = workdir();
  const directory = join(HOME, '.config', 'cbase');
  mkdirSync(directory, { recursive: true });
  const write = (name: string, content: object) =>
    writeFileSync(join(directory, name), JSON.stringify(content), { mode: 0o600 });
  write('config.json', {
    profiles: { default: { bot: 'Support' }, eu: { 'base-url': 'https://eu.example/api/v1' } },
    ...more,
  });
  write('credentials.json', {
    profiles: {
      default: { key: 'key-of-the-first-cada', origin: 'https://www.chatbase.co' },
      eu: { key: 'key-of-the-second-beef', origin: 'https://eu.example' },
    },
  });
  return HOME;
}

const config = (HOME: string) =>
  JSON.parse(readFileSync(join(HOME, '.config', 'cbase', 'config.json'), 'utf8'));

const rows = [
  {
    name: 'default',
    active: 'default',
    base_url: 'https://www.chatbase.co/api/v1',
    key: '…cada',
    key_from: 'file',
    key_command: null,
    bot: 'Support',
  },
  {
    name: 'eu',
    active: null,
    base_url: 'https://eu.example/api/v1',
    key: '…beef',
    key_from: 'file',
    key_command: null,
    bot: null,
  },
];

const active = async (HOME: string, env: Record<string, string> = {}, flags: readonly string[] = []) => {
  const { out } = await cli(['profile', 'list', '--json', ...flags], { env: { HOME, ...env } });
  const found = (JSON.parse(out) as typeof rows).filter((one) => one.active !== null);
  return found.map((one) => `${one.name} (${one.active})`);
};

describe('profile list', () => {
  test('shows base URL, the end of the key, the bot, and which one is active', async () => {
    const { code, out, err } = await cli(['profile', 'list', '--json'], { env: { HOME: home() } });
    expect([code, err, JSON.parse(out)]).toEqual([0, '', rows]);
    expect(out).not.toContain('key-of');
  });

  test('says what makes a profile the active one: flag over variable over profile use', async () => {
    const HOME = home({ profile: 'eu' });
    expect(await active(home())).toEqual(['default (default)']);
    expect(await active(HOME)).toEqual(['eu (cbase profile use)']);
    expect(await active(HOME, { CBASE_PROFILE: 'default' })).toEqual(['default (CBASE_PROFILE)']);
    expect(await active(HOME, { CBASE_PROFILE: 'default' }, ['--profile', 'eu'])).toEqual(['eu (--profile)']);
  });

  test('says if there is none, and if the active one does not exist', async () => {
    const { code, err } = await cli(['profile', 'list']);
    expect([code, err]).toEqual([0, 'There are no profiles yet. Make one with: cbase auth login\n']);
    const unknown = await cli(['profile', 'list'], { env: { HOME: home(), CBASE_PROFILE: 'us' } });
    expect([unknown.code, unknown.err]).toEqual([0, 'CBASE_PROFILE names us, which does not exist\n']);
  });

  test('refuses a settings file that names no profile but something else', async () => {
    const { code, err } = await cli(['profile', 'list'], { env: { HOME: home({ profile: 7 }) } });
    expect([code, err]).toEqual([2, expect.stringContaining('config.json')]);
  });
});

describe('profile use', () => {
  test('is kept in the settings file, beside what was there', async () => {
    const HOME = home();
    const { code, out } = await cli(['profile', 'use', 'eu', '--json'], { env: { HOME } });
    expect([code, JSON.parse(out)]).toMatchObject([0, { ok: true, profile: 'eu', active: 'eu' }]);
    expect(config(HOME)).toEqual({
      profile: 'eu',
      profiles: { default: { bot: 'Support' }, eu: { 'base-url': 'https://eu.example/api/v1' } },
    });
    const list = await cli(['config', 'list', '--json'], { env: { HOME } });
    expect(JSON.parse(list.out)).toEqual(
      expect.arrayContaining([
        { name: 'profile', value: 'eu', source: 'cbase profile use' },
        { name: 'base-url', value: 'https://eu.example/api/v1', source: 'profile eu' },
      ]),
    );
    const status = await cli(['auth', 'status', '--json'], { env: { HOME } });
    expect(JSON.parse(status.out)).toMatchObject({
      profile: 'eu',
      chosen_by: 'cbase profile use',
      key: '…beef',
    });
  });

  test('returns to the one without a name', async () => {
    const HOME = home({ profile: 'eu' });
    expect((await cli(['profile', 'use', 'default'], { env: { HOME } })).code).toBe(0);
    expect(await active(HOME)).toEqual(['default (default)']);
    expect(config(HOME)).not.toHaveProperty('profile');
  });

  test('does not accept an unknown name, and lists the others', async () => {
    const HOME = home();
    const { code, out, err } = await cli(['profile', 'use', 'us'], { env: { HOME } });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('There is no profile "us". Choose from: default, eu');
    expect(config(HOME)).not.toHaveProperty('profile');
  });

  test('says if a variable overrides it', async () => {
    const { code, err } = await cli(['profile', 'use', 'eu'], {
      env: { HOME: home(), CBASE_PROFILE: 'default' },
    });
    expect([code, err]).toEqual([0, 'CBASE_PROFILE overrides this: the profile is default\n']);
  });

  test('does not go back to another account when the chosen profile is gone', async () => {
    const { code, err } = await cli(['bots', 'list'], { env: { HOME: home({ profile: 'gone' }) } });
    expect([code, err]).toEqual([2, expect.stringContaining('There is no profile "gone"')]);
  });
});

test('config path prints the path of the settings, ready for an editor', async () => {
  const HOME = workdir();
  const path = join(HOME, '.config', 'cbase', 'config.json');
  expect(await cli(['config', 'path'], { env: { HOME } })).toEqual({ code: 0, out: `${path}\n`, err: '' });
  const { out } = await cli(['config', 'path', '--json'], { env: { HOME, XDG_STATE_HOME: '/var/lib' } });
  expect(JSON.parse(out)).toEqual([
    { name: 'settings', path },
    { name: 'keys', path: join(HOME, '.config', 'cbase', 'credentials.json') },
    { name: 'prices', path: join(HOME, '.config', 'cbase', 'models.json') },
    { name: 'state', path: '/var/lib/cbase' },
  ]);
});
