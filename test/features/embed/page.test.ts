import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasBrowser, keepPicture, opened } from '../../support/browser.js';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { file, workdir } from '../../support/workdir.js';

const actions = `
// Not the end of the script: </script> <!-- <script>
const sign = '</script><!--';
export default {
  get_weather: async (args, user) => {
    window.seen = { args, user };
    if (args.location === 'Nowhere') return { status: 'error', error: 'no such place' };
    return { status: 'success', data: 'Sunny in ' + args.location + ' ' + sign };
  },
  broken: async () => { throw new Error('it broke'); },
};
`;

const secret = 'identity-secret-0001';

/** The page that cbase makes, with the user that a server would write into it. */
async function pageOf(
  flags: readonly string[],
  user?: { readonly id: string; readonly hash: string },
): Promise<{ readonly path: string; readonly api: Awaited<ReturnType<typeof emulator>> }> {
  const api = await emulator({ identitySecret: secret });
  const path = join(workdir(), 'page.html');
  const made = await cli(['embed', '--page', '--out', path, ...flags], { env: api.env });
  expect(made.code, made.err).toBe(0);
  if (user !== undefined)
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace('{{USER_ID}}', user.id).replace('{{USER_HASH}}', user.hash),
    );
  return { path, api };
}

async function chatOn(path: string) {
  const { page, complaints } = await opened(path);
  await page.locator('#chatbase-bubble-window').waitFor({ state: 'attached' });
  const frame = page.frameLocator('#chatbase-bubble-window');
  const say = async (text: string) => {
    await frame.getByLabel('Message').fill(text);
    await frame.getByLabel('Message').press('Enter');
  };
  return { page, complaints, frame, say };
}

/** What the action of the page was called with. */
type Seen = { readonly args: object; readonly user?: Readonly<Record<string, unknown>> };

// Each test starts a browser of its own, which takes long on a busy machine.
describe.skipIf(!hasBrowser)('a page that cbase makes, in a browser', { timeout: 120_000 }, () => {
  test('chats, shows events and initial messages, and runs actions for a user who is proven', async () => {
    const tools = file(actions, 'tools.js');
    const { out } = await cli(['identity', 'hash', 'user-42'], { env: { CHATBASE_IDENTITY_SECRET: secret } });
    const { path, api } = await pageOf(
      [
        ...['--identify', '--metadata', 'plan=pro', '--events', 'all', '--tools', tools],
        ...['--initial-messages', 'Hi <b>Ada</b> </script>', 'What now?'],
      ],
      { id: 'user-42', hash: out.trim() },
    );
    const { page, complaints, frame, say } = await chatOn(path);
    expect(await frame.locator('body').isVisible()).toBe(false);
    await page.click('#open-chat');
    await frame.getByText('What now?').waitFor();
    await page.evaluate(
      'window.chatbase.addEventListener("tool-result", (event) => { window.result = event.result; })',
    );
    expect(await frame.locator('p').allTextContents()).toEqual(['Hi <b>Ada</b> </script>', 'What now?']);

    await say('When are you open?');
    await frame.getByText('We are open').waitFor();
    await say('/call get_weather {"location": "Paris"}');
    await frame.getByText('get_weather: Sunny in Paris </script><!--').waitFor();
    const seen = (await page.evaluate('window.seen')) as Seen;
    expect(seen).toEqual({
      args: { location: 'Paris' },
      user: { user_id: 'user-42', user_hash: out.trim(), user_metadata: { plan: 'pro' } },
    });
    await keepPicture(page, 'embed-page');

    await say('/call get_weather {"location": "Nowhere"}');
    await frame.getByText('failed: no such place').waitFor();
    // The documentation names the field both ways, so an action that returns one of them returns both.
    expect(await page.evaluate('window.result')).toEqual({
      status: 'error',
      error: 'no such place',
      message: 'no such place',
    });
    await say('/call broken');
    await frame.getByText('broken failed: it broke').waitFor();
    await say('/call absent');
    await frame.getByText('This page has registered no action "absent".').waitFor();
    const events = complaints
      .filter((text) => text.startsWith('chatbase '))
      .map((text) => text.split(' ')[1]);
    const call = ['user-message', 'tool-call', 'tool-result', 'assistant-message'];
    const talk = ['user-message', 'assistant-message'];
    expect(events).toEqual([...talk, ...call, ...call, ...call, ...talk]);
    expect(complaints.filter((text) => !text.startsWith('chatbase '))).toEqual([]);

    await page.click('#close-chat');
    expect(await frame.locator('body').isVisible()).toBe(false);
    const kept = await api.ask('GET', '/get-conversations?chatbotId=b1&filteredSources=Widget%20or%20Iframe');
    expect(JSON.stringify(kept.json)).toContain('Sunny in Paris');
  });

  test('a wrong hash drops the user id', async () => {
    const { path } = await pageOf(['--identify', '--tools', file(actions, 'tools.js')], {
      id: 'user-42',
      hash: '0'.repeat(64),
    });
    const { page, say, frame } = await chatOn(path);
    await page.click('#open-chat');
    await say('/call get_weather {"location": "Paris"}');
    await frame.getByText('Sunny in Paris').waitFor();
    expect(await page.evaluate('window.seen.user')).toEqual({ user_hash: '0'.repeat(64) });
    // A later call of identify replaces the user.
    await page.evaluate(
      'window.chatbase("identify", { user_id: "x", user_hash: "y", user_metadata: { a: "b" } })',
    );
    await say('/call get_weather {"location": "Rome"}');
    await frame.getByText('Sunny in Rome').waitFor();
    expect(await page.evaluate('window.seen.user')).toEqual({ user_hash: 'y', user_metadata: { a: 'b' } });
  });

  test('an iframe shows the chat as a part of the page', async () => {
    const { path } = await pageOf(['--type', 'iframe']);
    const { page } = await opened(path);
    const frame = page.frameLocator('iframe');
    await frame.getByLabel('Message').fill('When are you open?');
    await frame.getByLabel('Message').press('Enter');
    await frame.getByText('We are open').waitFor();
  });
});
