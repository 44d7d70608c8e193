import { expect, test } from 'vitest';
import { browserCommand } from '../../src/base/browser.js';

const url = 'https://example.org/?a=1&b=2';

test.each([
  ['linux', { DISPLAY: ':0' }, ['xdg-open', url]],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', url]],
  ['linux', {}, undefined],
  ['linux', { BROWSER: 'firefox --new-window' }, ['firefox', '--new-window', url]],
  ['darwin', {}, ['open', url]],
  ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler', url]],
  ['darwin', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, undefined],
  ['linux', { DISPLAY: ':0', SSH_TTY: '/dev/pts/1' }, undefined],
  ['linux', { BROWSER: 'firefox', CI: 'true' }, undefined],
])('on %s with %j, a page is opened with %j', (platform, env, words) => {
  expect(browserCommand(url, platform, env)).toEqual(words);
});
