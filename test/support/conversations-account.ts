import { join } from 'node:path';
import { expect } from 'vitest';
import { emulator, type TestEmulator } from './emulator.js';
import { run } from './io.js';
import { file, workdir } from './workdir.js';

export const hostile =
  '<script>window.pwned = 1</script><img src=x onerror="window.pwned=2"> \u202Eevil [x](javascript:alert(1))';

export const convos = Array.from({ length: 60 }, (_, i) => ({
  id: `c-${i}`,
  created_at: new Date(Date.UTC(2026, 9, 1 + (i % 20), 8 + (i % 5))).toISOString(),
  source: ['WhatsApp', 'API', 'Widget or Iframe'][i % 3],
  country: i % 4 === 0 ? 'DE' : 'US',
  customer: i === 7 ? '"><b>bold' : null,
  messages: [
    { role: 'assistant', content: 'Hi! What can I help you with?' },
    { role: 'user', content: i === 5 ? hostile : `Question ${i} about shipping` },
    {
      role: 'assistant',
      content: i % 5 === 0 ? 'Hmm, I am not sure.' : 'Five to eight working days.\n\n- standard\n- express',
    },
  ],
}));

export const bot = {
  id: 'b1',
  name: 'Harbor </title><script>window.pwned=3</script>',
  source: 'x',
  conversations: convos,
};

/** An account of one bot with sixty conversations, some of them hostile to a web page. */
export function account(bots: readonly object[] = [bot]): Promise<TestEmulator> {
  return emulator({ seed: file(JSON.stringify({ bots }), 'seed.json') });
}

/** Exports into a new directory; returns the path of the file. */
export async function exported(argv: readonly string[], name: string, api?: TestEmulator): Promise<string> {
  const out = join(workdir(), name);
  const { env } = api ?? (await account());
  const { code, err } = await run([...argv, '--out', out], { env });
  expect(code, err).toBe(0);
  return out;
}
