import { describe, expect, test } from 'vitest';
import {
  configDirectory,
  credentialsFile,
  exportsDirectory,
  inputCopyName,
  isLeftSpool,
  knownBotsFile,
  learnedFile,
  localDataFile,
  locksDirectory,
  modelsFile,
  picksFile,
  runsDirectory,
  sessionsDirectory,
  settingsFile,
  spoolDirectory,
  spoolName,
  stateDirectory,
  typedFile,
} from '../../src/config/paths.js';

const home = '/home/ada';
const xdg = { XDG_CONFIG_HOME: '/xdg/config', XDG_STATE_HOME: '/xdg/state' };

describe('where things lie', () => {
  test.each([
    ['config', configDirectory, '.config/cbase', 'config/cbase'],
    ['settings', settingsFile, '.config/cbase/config.json', 'config/cbase/config.json'],
    ['credentials', credentialsFile, '.config/cbase/credentials.json', 'config/cbase/credentials.json'],
    ['models', modelsFile, '.config/cbase/models.json', 'config/cbase/models.json'],
    ['state', stateDirectory, '.local/state/cbase', 'state/cbase'],
    ['learned', learnedFile, '.local/state/cbase/learned.json', 'state/cbase/learned.json'],
    ['runs', runsDirectory, '.local/state/cbase/runs', 'state/cbase/runs'],
    ['spool', spoolDirectory, '.local/state/cbase/spool', 'state/cbase/spool'],
    ['local data', localDataFile, '.local/state/cbase/emulator/local.db', 'state/cbase/emulator/local.db'],
    ['sessions', sessionsDirectory, '.local/state/cbase/sessions', 'state/cbase/sessions'],
    ['typed', typedFile, '.local/state/cbase/chat-history.jsonl', 'state/cbase/chat-history.jsonl'],
    ['picks', picksFile, '.local/state/cbase/picks.jsonl', 'state/cbase/picks.jsonl'],
    ['exports', exportsDirectory, '.local/state/cbase/exports', 'state/cbase/exports'],
  ] as const)('%s: below the home directory, or where XDG says', (_, where, atHome, below) => {
    expect([where({}, home), where(xdg, home)]).toEqual([`${home}/${atHome}`, `/xdg/${below}`]);
  });

  test.each(['', 'relative', './here'])('an XDG path %j that is not absolute is ignored', (path) => {
    const env = { XDG_CONFIG_HOME: path, XDG_STATE_HOME: path };
    expect(configDirectory(env, home)).toBe('/home/ada/.config/cbase');
    expect(stateDirectory(env, home)).toBe('/home/ada/.local/state/cbase');
  });

  test('the bots of an account are under a short name that depends on its origin and its key', () => {
    const file = (origin: string, key: string) => knownBotsFile({}, home, { origin, key });
    const one = file('https://a.example', 'key-1');
    expect(one).toMatch(/^\/home\/ada\/\.local\/state\/cbase\/bots\/[0-9a-f]{8}\.json$/);
    expect(file('https://a.example', 'key-1')).toBe(one);
    expect(new Set([one, file('https://a.example', 'key-2'), file('https://b.example', 'key-1')]).size).toBe(
      3,
    );
  });

  test('locks of one bot of one server lie together, and apart from all others', () => {
    const lock = (origin: string, bot: string) => locksDirectory({}, home, origin, bot);
    const one = lock('https://a.example', 'b1');
    expect(one).toMatch(/^\/home\/ada\/\.local\/state\/cbase\/locks\/[0-9a-f]{16}$/);
    expect(lock('https://a.example', 'b1')).toBe(one);
    expect(new Set([one, lock('https://a.example', 'b2'), lock('https://b.example', 'b1')]).size).toBe(3);
  });
});

describe('a spool whose process is gone', () => {
  const [day, began] = [86_400_000, 1_800_000_000_000];
  const name = spoolName({ host: 'my host', pid: 42, now: () => began, uuid: () => 'u-u' });

  test.each([
    ['my host', 42, 0, false],
    ['my host', 7, 0, true],
    ['my host', 7, 8 * day, true],
    ['my host', 42, 7 * day, false],
    ['my host', 42, 7 * day + 1, true],
    ['another', 7, 0, false],
    ['another', 7, 7 * day, false],
    ['another', 7, 7 * day + 1, true],
  ])('is it left, seen from %s where %i lives, %i ms later: %s', (host, living, laterMs, isLeft) => {
    const world = { host, isAlive: (pid: number) => pid === living, now: () => began + laterMs };
    expect(isLeftSpool(name, world)).toBe(isLeft);
  });

  test('a copy of an input has a process, too: that of a command at work is not left', () => {
    const copy = inputCopyName({ host: 'h', pid: 42, now: () => began, uuid: () => 'u' });
    const seen = (living: number) =>
      isLeftSpool(copy, { host: 'h', isAlive: (pid) => pid === living, now: () => began + day });
    expect([copy.startsWith('.cbase-input-'), seen(42), seen(7)]).toEqual([true, false, true]);
  });

  test('has a name of its own that is a single file name', () => {
    const hostile = spoolName({ host: '../a/b~c', pid: 1, now: () => 2, uuid: () => 'u' });
    expect([hostile, hostile.split('~').length]).toEqual(['.._a_b_c~1~2~u', 4]);
  });
});
