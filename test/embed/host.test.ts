import { expect, test } from 'vitest';
import { hostWarning, readHost } from '../../src/embed/host.js';

test.each([
  ['chat.example.com', 'https://chat.example.com'],
  ['https://chat.example.com', 'https://chat.example.com'],
  ['https://chat.example.com/', 'https://chat.example.com'],
  ['CHAT.Example.com', 'https://chat.example.com'],
  ['chat.bücher.example', 'https://chat.xn--bcher-kva.example'],
  ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
  ['http://localhost:4010', 'http://localhost:4010'],
])('%s is %s', (text, origin) => {
  expect(readHost(text).origin).toBe(origin);
});

test.each([
  ['http://chat.example.com', /uses http/],
  ['ftp://chat.example.com', /not a web address/],
  ['javascript:alert(1)', /not a domain|more than a domain/],
  ['', /not a domain/],
  [' chat.example.com', /not a domain/],
  ['chat', /not a domain/],
  ['10.0.0.1', /not a domain/],
  ['-a.example.com', /not a domain/],
  ['chat.example.com/help', /more than a domain/],
  ['chat.example.com?x=1', /more than a domain/],
  ['user:pw@chat.example.com', /name or a password/],
  ['chat.example.com"><script>', /not a domain/],
])('%s is refused', (text, reason) => {
  expect(() => readHost(text)).toThrow(reason);
});

test('only a domain without a subdomain is doubtful', () => {
  expect(hostWarning(readHost('example.com'))).toContain('chat.example.com');
  for (const text of ['chat.example.com', 'www.chatbase.co', 'http://127.0.0.1:4010'])
    expect(hostWarning(readHost(text))).toBeUndefined();
});
