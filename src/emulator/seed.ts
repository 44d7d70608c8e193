import { readFile } from 'node:fs/promises';
import type { World } from './answers.js';
import { insertAttribute } from './attributes.js';
import { insertBot } from './bots.js';
import { createContacts } from './contacts.js';
import { saveConversation } from './conversations.js';
import { insertLead } from './leads.js';
import { readSeed, type SeedBot } from './seed-file.js';
import { atomically, value } from './store.js';

/**
 * Seeds a database without bots: with nothing (`empty`), one bot (`demo`), an account in use (`busy`), or the bots of a
 * JSON file. Throws the system error if the file cannot be read, a SyntaxError if it is not JSON, and an Error that names
 * the place of a value that does not fit.
 */
export async function seedStore(world: World, seed: string): Promise<void> {
  if (seed === 'empty') return;
  const bots = await botsOf(seed, world.now());
  atomically(world.database, () => {
    const held = Number(value(world.database, 'SELECT count(*) FROM bots'));
    if (held === 0) for (const [i, bot] of bots.entries()) plant(world, bot, `bots[${i}]`);
  });
}

async function botsOf(seed: string, nowMs: number): Promise<readonly SeedBot[]> {
  if (seed === 'demo') return [(await import('./seeds/demo.js')).demoBot];
  if (seed === 'busy') return (await import('./seeds/busy.js')).busyBots(nowMs);
  return readSeed(JSON.parse(await readFile(seed, 'utf8')));
}

function plant(world: World, bot: SeedBot, place: string): void {
  const { id, name, source, settings = {}, attributes = [], leads = [], conversations = [] } = bot;
  insertBot(world, { id, name, source, settings });
  for (const lead of leads) insertLead(world, id, lead);
  for (const conversation of conversations) saveConversation(world, id, conversation);
  for (const attribute of attributes) insertAttribute(world, id, attribute);
  plantContacts(world, bot, place);
}

/** As a call of the API would: a contact that it refuses must not be missing silently. */
function plantContacts(world: World, { id, contacts = [] }: SeedBot, place: string): void {
  // One call takes at most a thousand contacts; a seed can have more.
  for (let from = 0; from < contacts.length; from += 1000) {
    const body = { users: contacts.slice(from, from + 1000) };
    const { status, json } = createContacts({
      world,
      params: { bot: id },
      query: new URLSearchParams(),
      body,
    });
    if (status !== 200)
      throw new Error(
        `${place}.contacts, from [${from}] on, are refused with ${status}: ${JSON.stringify(json)}`,
      );
  }
}
