import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { vendorHost } from '../src/embed/host.js';
import { maxCharacters } from '../src/embed/limits.js';
import { eventNames, snippetOf } from '../src/embed/snippet.js';
import { widgetScript } from '../src/emulator/widget/script.js';
import { verifiedUser } from '../src/emulator/widget/user.js';
import { userHash } from '../src/identity/user-hash.js';

type Fact = { readonly source: string; readonly evidence: 'documented' | 'field' };
type Contract = {
  readonly identity: readonly (Fact & {
    readonly title: string;
    readonly secret: string;
    readonly user_id: string;
    readonly user_hash: string;
  })[];
  readonly properties: Fact & { readonly names: readonly string[]; readonly maxMetadata: number };
  readonly initialMessages: Fact & { readonly maxCharacters: number };
  readonly events: Fact & { readonly names: readonly string[] };
  readonly methods: Fact & { readonly names: readonly string[] };
  readonly addresses: Fact & { readonly script: string; readonly iframe: string };
};

const contract = JSON.parse(
  readFileSync(new URL('contract/widget.json', import.meta.url), 'utf8'),
) as Contract;

const plain = {
  bot: 'BOT',
  host: vendorHost,
  identify: undefined,
  events: [],
  tools: undefined,
  initialMessages: [],
} as const;

describe('what is known of the widget holds for the client and for the emulator', () => {
  test.each(contract.identity)('$title', ({ secret, user_id, user_hash }) => {
    expect(userHash(secret, user_id)).toBe(user_hash);
    expect(verifiedUser(secret, { user_id, user_hash })).toEqual({ user_id, user_hash });
    expect(verifiedUser(`${secret}x`, { user_id, user_hash })).toEqual({ user_hash });
  });

  test('the properties of a user, and how much metadata is kept', () => {
    const { names, maxMetadata } = contract.properties;
    const snippet = snippetOf({ ...plain, type: 'widget', identify: { plan: 'pro' } });
    for (const name of names) expect(snippet).toContain(`"${name}"`);
    expect(maxCharacters).toBe(maxMetadata);
    const user = verifiedUser('s', { user_metadata: { a: 'x'.repeat(maxMetadata - 1), b: 'yyy', c: 'z' } });
    expect(user).toEqual({ user_metadata: { a: 'x'.repeat(maxMetadata - 1), b: 'y', c: '' } });
  });

  test('the length of initial messages, the events and the methods', () => {
    expect(maxCharacters).toBe(contract.initialMessages.maxCharacters);
    expect(eventNames).toEqual(contract.events.names);
    for (const name of contract.events.names) expect(widgetScript).toContain(`'${name}'`);
    for (const name of contract.methods.names)
      expect(widgetScript).toMatch(new RegExp(`^    ${name}: `, 'm'));
  });

  test('the addresses of script and iframe', () => {
    expect(snippetOf({ ...plain, type: 'widget' })).toContain(`"${contract.addresses.script}"`);
    expect(snippetOf({ ...plain, type: 'iframe' })).toContain(`"${contract.addresses.iframe}"`);
  });
});
