import { describe, expect, test } from 'vitest';
import { safeBaseUrl } from '../../src/config/settings.js';

describe('an address that the key may be sent to', () => {
  test.each([
    ['https://www.chatbase.co/api/v1', true],
    ['https://10.0.0.1:8443/', true],
    ['http://127.0.0.1:1/', true],
    ['http://localhost/', true],
    ['http://[::1]/', true],
    ['', false],
    ['chatbase.co', false],
    ['//chatbase.co', false],
    ['http://chatbase.co', false],
    ['http://10.0.0.1/', false],
    ['ftp://127.0.0.1/', false],
    ['file:///etc', false],
    ['https://ada@a.example/', false],
    ['https://:secret@a.example/', false],
  ])('%j: %s', (text, isSafe) => {
    if (isSafe) expect(safeBaseUrl(text).href).toBe(new URL(text).href);
    else expect(() => safeBaseUrl(text)).toThrow(expect.objectContaining({ kind: 'usage' }));
  });

  test.each([
    'ftp://ada:secret@a.example/',
    'https://ada:secret@a.example/',
    'http://ada:secret@a.example/',
    '//ada:secret@',
  ])('what is said of %j does not repeat the password', (text) => {
    const message = expect.not.stringContaining('secret');
    expect(() => safeBaseUrl(text)).toThrow(expect.objectContaining({ kind: 'usage', message }));
  });
});
