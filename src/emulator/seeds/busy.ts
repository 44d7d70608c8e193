import type { Fields } from '../answers.js';
import { randomFrom } from '../random.js';
import type { SeedBot } from '../seed-file.js';
import { shopTopics, staffTopics, type Topic, tradeTopics, unsure } from './busy-topics.js';
import { demoBot } from './demo.js';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** How far back the conversations go. */
const days = 90;

/** What differs between the conversations of the bots. */
type Traffic = {
  readonly prefix: string;
  readonly count: number;
  readonly topics: readonly Topic[];
  readonly sources: readonly string[];
  readonly countries: readonly string[];
  /** How many of a hundred conversations end with a filled form. */
  readonly formPercent: number;
};

const shop: Traffic = {
  prefix: 'shop',
  count: 260,
  topics: shopTopics,
  sources: ['Widget or Iframe', 'Widget or Iframe', 'Widget or Iframe', 'WhatsApp', 'Instagram', 'API'],
  countries: ['US', 'US', 'US', 'GB', 'DE', 'ES', 'FR'],
  formPercent: 17,
};
const trade: Traffic = {
  prefix: 'trade',
  count: 100,
  topics: tradeTopics,
  sources: ['Widget or Iframe', 'Widget or Iframe', 'Messenger'],
  countries: ['DE', 'DE', 'AT', 'US'],
  formPercent: 20,
};
const staff: Traffic = {
  prefix: 'staff',
  count: 40,
  topics: staffTopics,
  sources: ['Slack'],
  countries: ['US'],
  formPercent: 0,
};

/**
 * An account in use: three bots, 400 conversations of the last 90 days with scores, languages and sources, the leads of
 * their forms, and 120 contacts. Everything but the times is the same for every `nowMs`, in milliseconds since 1970.
 */
export function busyBots(nowMs: number): readonly SeedBot[] {
  return [
    { ...demoBot, contacts: [...(demoBot.contacts ?? []), ...contacts()], ...traffic(shop, nowMs) },
    {
      id: 'demo-HarborTrade-0002',
      name: 'Harbor Trade',
      source: sourceOf(tradeTopics),
      settings: {
        model: 'gpt-4.1',
        visibility: 'public',
        initial_messages: ['Hello! Asking for your café or shop?'],
      },
      ...traffic(trade, nowMs),
    },
    {
      id: 'demo-HarborStaff-0003',
      name: 'Harbor Staff',
      source: sourceOf(staffTopics),
      settings: { model: 'claude-3-haiku', temp: 0.4 },
      ...traffic(staff, nowMs),
    },
  ];
}

function sourceOf(topics: readonly Topic[]): string {
  return topics.flatMap(({ answer }) => answer ?? []).join('\n\n');
}

type Visits = { readonly conversations: readonly Fields[]; readonly leads: readonly Fields[] };

/** The conversations of one bot, oldest first, and a lead for each filled form. */
function traffic(kind: Traffic, nowMs: number): Visits {
  const random = randomFrom(kind.count);
  const conversations = momentsBefore(nowMs, kind.count, random).map((atMs, i) =>
    conversation(kind, { id: `${kind.prefix}-${String(i + 1).padStart(4, '0')}`, atMs, random }),
  );
  const leads = conversations.flatMap(({ form_submission: form, created_at }) =>
    form === null ? [] : [{ ...(form as Fields), created_at }],
  );
  return { conversations, leads };
}

/** When the conversations began: more on working days and in the day than at night, in milliseconds, oldest first. */
function momentsBefore(nowMs: number, count: number, random: () => number): readonly number[] {
  const moments: number[] = [];
  while (moments.length < count) {
    const atMs = nowMs - random() * days * dayMs;
    const at = new Date(atMs);
    const isQuiet = at.getUTCHours() < 7 || at.getUTCHours() > 20 || at.getUTCDay() % 6 === 0;
    if (!isQuiet || random() < 0.25) moments.push(Math.round(atMs));
  }
  return moments.sort((a, b) => a - b);
}

type Visit = { readonly id: string; readonly atMs: number; readonly random: () => number };

function conversation(kind: Traffic, { id, atMs, random }: Visit): Fields {
  const topics = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(kind.topics, random));
  const isMeasured = random() < 0.85;
  const exchanges = topics.map((topic) => exchange(topic, isMeasured, random));
  const isUnanswered = random() < 0.06;
  const messages = [
    { role: 'assistant', content: 'Hi! What can I help you with?' },
    ...exchanges.flatMap(({ question, reply }, i) =>
      isUnanswered && i === exchanges.length - 1 ? [question] : [question, reply],
    ),
  ];
  const scores = messages.flatMap((message) => ('score' in message ? [message.score as number] : []));
  const hasForm = random() * 100 < kind.formPercent;
  return {
    id,
    created_at: new Date(atMs).toISOString(),
    last_message_at: new Date(Math.min(atMs + exchanges.length * 40_000, atMs + hourMs)).toISOString(),
    source: pick(kind.sources, random),
    country: pick(kind.countries, random),
    min_score: scores.length === 0 ? null : Math.min(...scores),
    form_submission: hasForm ? person(Math.floor(random() * 1000)) : null,
    messages,
  };
}

/** A question and its reply, with a score if the conversation is measured: low where the bot does not know. */
function exchange({ language, questions, answer }: Topic, isMeasured: boolean, random: () => number) {
  const score = answer === undefined ? 0.08 + random() * 0.3 : 0.6 + random() * 0.39;
  return {
    question: { role: 'user', content: pick(questions, random) },
    reply: {
      role: 'assistant',
      content: answer ?? unsure[language],
      ...(isMeasured && { score: Math.round(score * 100) / 100 }),
    },
  };
}

function contacts(): readonly Fields[] {
  const random = randomFrom(120);
  return Array.from({ length: 118 }, (_, i) => ({
    external_id: `harbor-${i + 3}`,
    ...named(i),
    phonenumber: `+1202555${String(1000 + i)}`,
    custom_attributes: {
      plan: pick(['free', 'free', 'gold', 'pro'], random),
      seats: 1 + Math.floor(random() * 20),
      newsletter: random() < 0.5,
    },
  }));
}

const firstNames = [
  'Ines',
  'Jonas',
  'Mia',
  'Omar',
  'Priya',
  'Léa',
  'Tomás',
  'Wei',
  'Zoë',
  'Emil',
  'Aisha',
  'Noah',
];
const lastNames = ['Berg', 'Costa', 'Dubois', 'Fischer', 'Garcia', 'Khan', 'Lind', 'Nowak', 'Okafor', 'Sato'];

/** The name and address of the `i`-th of 120 people. */
function named(i: number): { readonly name: string; readonly email: string } {
  const first = firstNames[i % firstNames.length] ?? '';
  const last = lastNames[Math.floor(i / firstNames.length) % lastNames.length] ?? '';
  const plain = `${first}.${last}`.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return { name: `${first} ${last}`, email: `${plain}@example.com` };
}

function person(i: number): Fields {
  return { ...named(i % 120), phone: i % 3 === 0 ? `+1202555${String(2000 + i)}` : null };
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T;
}
