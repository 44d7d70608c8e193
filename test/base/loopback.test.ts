import { expect, test } from 'vitest';
import { isLoopback } from '../../src/base/loopback.js';

test.each([
  ['http://localhost:1/', true],
  ['http://LOCALHOST/', true],
  ['http://127.0.0.1/', true],
  ['http://127.255.0.9/', true],
  ['http://127.1/', true],
  ['http://2130706433/', true],
  ['http://[::1]:8080/', true],
  ['http://[0:0:0:0:0:0:0:1]/', true],
  ['http://localhost.example.com/', false],
  ['http://127.0.0.1.example.com/', false],
  ['http://localhost@example.com/', false],
  ['http://0.0.0.0/', false],
  ['http://128.0.0.1/', false],
  ['http://10.127.0.1/', false],
  ['http://[::2]/', false],
  ['http://example.com/127.0.0.1', false],
])('%s is this machine: %s', (url, isHere) => {
  expect(isLoopback(new URL(url))).toBe(isHere);
});
