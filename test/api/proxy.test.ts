import { afterEach, describe, expect, test, vi } from 'vitest';
import { proxyFor } from '../../src/api/proxy.js';
import type { Failure } from '../../src/base/failure.js';

const names = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'];

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The proxy for an address where these variables are set. The library reads them from the process. */
async function proxy(env: Readonly<Record<string, string>>, origin = 'https://api.example') {
  for (const name of names) vi.stubEnv(name, env[name]);
  return proxyFor(new URL(origin), env);
}

describe('the proxy that is asked', () => {
  test.each([
    ['proxy:3128', 'http://proxy:3128/'],
    ['http://proxy.example:3128', 'http://proxy.example:3128/'],
    [' HTTPS://proxy:8443/ ', 'https://proxy:8443/'],
    ['http://127.0.0.1', 'http://127.0.0.1/'],
    ['http://[::1]:3128', 'http://[::1]:3128/'],
    ['http://ada:s%40cret@proxy:3128', 'http://ada:s%40cret@proxy:3128/'],
    ['ada:p@ss@proxy:3128', 'http://ada:p%40ss@proxy:3128/'],
  ])('%s is %s', async (value, wanted) => {
    expect(await proxy({ https_proxy: value })).toEqual({ url: new URL(wanted), variable: 'https_proxy' });
  });

  test.each([
    [{}, undefined],
    [{ https_proxy: '' }, undefined],
    [{ http_proxy: 'a:1' }, undefined],
    [{ HTTPS_PROXY: 'b:1', https_proxy: 'a:1' }, 'https_proxy'],
    [{ HTTPS_PROXY: 'b:1', https_proxy: '' }, 'HTTPS_PROXY'],
    [{ ALL_PROXY: 'c:1', HTTPS_PROXY: 'b:1' }, 'HTTPS_PROXY'],
    [{ ALL_PROXY: 'c:1' }, 'ALL_PROXY'],
  ])('of %j is that of %s', async (env, variable) => {
    expect((await proxy(env))?.variable).toBe(variable);
  });

  test.each([
    ['api.example', undefined],
    ['*', undefined],
    ['other.example, api.example:443', undefined],
    ['api.example:8443', 'https_proxy'],
    ['other.example', 'https_proxy'],
  ])('with NO_PROXY=%s is that of %s', async (exempt, variable) => {
    expect((await proxy({ https_proxy: 'a:1', NO_PROXY: exempt }))?.variable).toBe(variable);
  });

  test('is none for an address without TLS', async () => {
    expect(await proxy({ ALL_PROXY: 'a:1' }, 'http://api.example')).toBeUndefined();
  });
});

test.each([
  'socks5://ada:secret@proxy:1080',
  'SOCKS://secret:1080',
  'ftp://secret:21',
  'http://ada:se#secret@proxy:3128',
  'http://ada:secret%zz@proxy:3128',
  'http://ada:secret%ff@proxy:3128',
  'http://ada:sec/secret@proxy:3128',
  'http://secret:3128/path',
  'http://secret:99999',
  'http://secret?x',
  'http://',
  'secret proxy',
])('%s is refused; the variable is named and its value is not', async (value) => {
  const error = await proxy({ HTTPS_PROXY: value }).then(
    () => undefined,
    (refused: Failure) => refused,
  );
  expect(error?.kind).toBe('usage');
  expect(`${error?.message} ${error?.more.advice}`).toContain('HTTPS_PROXY');
  expect(`${error?.message} ${error?.more.advice}`).not.toContain('secret');
});
