import { createHmac } from 'node:crypto';
import type { Call, Fields, Result, World } from './answers.js';
import { botNamed } from './bots.js';
import { botIn, momentOf, visitOf } from './conversations.js';
import { pageOf } from './listing.js';
import { checkLead } from './seed-file.js';

export function listLeads(call: Call): Result {
  const leads = pageOf(call, 'leads');
  switch (call.world.switches.leads) {
    case 'wrapped':
      return { status: 200, json: { collectedCustomers: { data: leads } } };
    case 'bare':
      return { status: 200, json: { collectedCustomers: leads } };
    case 'data':
      return { status: 200, json: { data: leads } };
  }
}

/** Stores a lead like a submitted form: `{name, email, phone, created_at?, …}`; other fields are kept as well. */
export function insertLead(world: World, bot: string, sent: Fields): Fields {
  const { conversationId: _, chatbotId: __, daysAgo: ___, ...fields } = sent;
  const createdMs = momentOf(world, sent);
  const created_at = new Date(createdMs).toISOString();
  const { lastInsertRowid } = world.database
    .prepare('INSERT INTO leads (bot, created_at, body) VALUES (?, ?, ?)')
    .run(bot, createdMs, '{}');
  const lead: Fields = {
    id: Number(lastInsertRowid),
    name: null,
    email: null,
    phone: null,
    ...fields,
    created_at,
    chatbot_owner_user_id: 'local-owner',
    chatbot_id: bot,
  };
  world.database
    .prepare('UPDATE leads SET body = ? WHERE seq = ?')
    .run(JSON.stringify(lead), lastInsertRowid);
  return lead;
}

/** Adds a lead through the control API: stores it, and notifies the webhook if there is one. */
export async function submitLead(world: World, sent: unknown): Promise<Fields> {
  const fields = visitOf(sent);
  checkLead(fields);
  const { id } = botNamed(world.database, botIn(fields));
  const lead = insertLead(world, id, fields);
  if (world.options.webhook !== undefined) await tellWebhook(world, lead, fields.conversationId);
  return lead;
}

/** `leads.submit`, signed with HMAC-SHA1 over the raw body (documentation: "Webhook API Guide"). */
async function tellWebhook({ options }: World, lead: Fields, conversationId: unknown): Promise<void> {
  const { url = '', secret = '' } = options.webhook ?? {};
  const body = JSON.stringify({
    eventType: 'leads.submit',
    chatbotId: lead.chatbot_id,
    payload: {
      conversationId: conversationId ?? '',
      customerEmail: lead.email ?? '',
      customerName: lead.name ?? '',
      customerPhone: lead.phone ?? '',
    },
  });
  const signature = createHmac('sha1', secret).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-chatbase-signature': signature };
  const signal = AbortSignal.timeout(5000);
  await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal }).catch(() => {
    // A webhook sender does not wait for unreachable receivers.
  });
}
