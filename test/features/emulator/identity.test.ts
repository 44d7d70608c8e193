import { expect, test } from 'vitest';
import { startCli } from '../../support/cli.js';

/** What the emulator prints when it has started. */
async function announced(env: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>> {
  const server = startCli(['emulator', '--port', '0', '--json'], { env }, { buffer: false });
  let text = '';
  for await (const chunk of server.stdout as AsyncIterable<Buffer>) {
    text += chunk.toString();
    if (text.includes('\n')) break;
  }
  server.kill('SIGTERM');
  await server;
  return JSON.parse(text);
}

test('the secret of the widget is printed, unless it was given', async () => {
  expect(await announced({})).toMatchObject({ identitySecret: 'local-identity-secret' });
  const given = await announced({ CHATBASE_IDENTITY_SECRET: 'identity-secret-0001' });
  expect(JSON.stringify(given)).not.toContain('identity-secret');
});
