import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createKnownBots } from '../../src/config/known-bots.js';
import { emulator, type TestEmulator } from './emulator.js';
import { onScreen, type ScreenOptions } from './screen.js';
import { workdir } from './workdir.js';

/** The emulator's reply to any question. */
export const answer = 'We are open from 8 to 18.';

/** A conversation in a terminal. */
export type Opened = {
  readonly api: TestEmulator;
  readonly home: string;
  readonly cwd: string;
  readonly at: ReturnType<typeof onScreen>;
  /** The last message of each call. */
  readonly asked: () => readonly string[];
  readonly messages: (call: number) => readonly { readonly role: string; readonly content: string }[];
};

/** Remembers the bots of an account, as a list of them would: a conversation then begins without waiting for one. */
export async function remembered(api: TestEmulator, home: string): Promise<void> {
  const account = { origin: new URL(api.url).origin, key: api.key };
  const { bots } = JSON.parse(readFileSync(seed, 'utf8')) as { bots: { id: string; name: string }[] };
  const listed = bots.map((bot) => ({ ...bot, model: 'gpt-4o-mini' }));
  await createKnownBots({ env: {}, home, now: Date.now, uuid: randomUUID }, account).keep(listed);
}

const seed = new URL('seed.json', import.meta.url).pathname;

/** Starts a conversation with a remembered bot, and waits for its first line of input. */
export async function opened(
  argv: readonly string[] = [],
  options: ScreenOptions & { readonly api?: TestEmulator } = {},
): Promise<Opened> {
  const api = options.api ?? (await emulator());
  const { home = workdir(), cwd = workdir() } = options;
  await remembered(api, home);
  const at = onScreen(['chat', ...argv], { ...options, home, cwd, env: { ...api.env, ...options.env } });
  const messages = (call: number) =>
    ((api.seen('POST /chat')[call]?.body as { messages?: [] })?.messages ?? []) as {
      role: string;
      content: string;
    }[];
  const asked = () => api.seen('POST /chat').map((_, i) => messages(i).at(-1)?.content ?? '');
  await at.until(/^(you ›|You:|\? Which)/m);
  return { api, home, cwd, at, asked, messages };
}

/** The lines of the most recently written session. */
export function sessionLines(home: string): readonly Record<string, unknown>[] {
  const directory = join(home, '.local/state/cbase/sessions');
  const names = existsSync(directory) ? readdirSync(directory) : [];
  const [last] = names.sort(
    (a, b) => statSync(join(directory, b)).mtimeMs - statSync(join(directory, a)).mtimeMs,
  );
  return last === undefined
    ? []
    : readFileSync(join(directory, last), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The names of the session files. */
export const sessionsOf = (home: string) =>
  readdirSync(join(home, '.local/state/cbase/sessions')).filter((name) => name.endsWith('.jsonl'));
