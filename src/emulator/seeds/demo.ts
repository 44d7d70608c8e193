import type { SeedBot } from '../seed-file.js';

/** One bot with a short source text, a schema, and a few people. */
export const demoBot: SeedBot = {
  id: 'demo-HarborCoffee-001',
  name: 'Harbor Coffee',
  source: `Harbor Coffee roasts in small batches every Tuesday and Friday and ships the same day.

Shipping within the country takes two to three working days and is free from 35 euros. Abroad it takes five to eight working days.

You can return unopened bags within 30 days of delivery. Write to returns@harbor.example and we send you a label; the refund arrives within five working days.

A subscription can be paused, changed or canceled at any time on your account page, up to one day before the next roast.

Our decaf is made with mountain water, without solvents. It keeps 99.9 percent of its caffeine out and all of its chocolate notes in.

Opening hours of the roastery shop: Monday to Friday from 8 to 18, Saturday from 9 to 14. We are closed on Sundays and public holidays.

Wholesale starts at 10 kilograms a month. Write to trade@harbor.example for a price list.`,
  attributes: [
    { name: 'company', type: 'text', label: 'Company' },
    { name: 'city', type: 'text', label: 'City' },
    { name: 'notes', type: 'text', label: 'Notes' },
    { name: 'plan', type: 'text', label: 'Plan' },
    { name: 'seats', type: 'number', label: 'Seats' },
    { name: 'newsletter', type: 'boolean', label: 'Newsletter' },
    { name: 'customer_since', type: 'date', label: 'Customer since' },
    { name: 'old_tier', type: 'text', label: 'Old tier', archived: true },
  ],
  contacts: [
    {
      external_id: 'harbor-1',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      custom_attributes: { company: 'Analytical Engines', seats: 4 },
    },
    {
      external_id: 'harbor-2',
      name: 'Grace Hopper',
      email: 'grace@example.com',
      phonenumber: '+12025550100',
    },
  ],
  // Oldest first, like everything in a seed.
  leads: [
    { daysAgo: 40, name: 'Karen Spärck Jones', email: 'karen@example.com', phone: null },
    { daysAgo: 5, name: 'Mary Jackson', email: 'mary@example.com', phone: '+12025550111' },
    { daysAgo: 2, name: 'Annie Easley', email: 'annie@example.com', phone: null },
  ],
  conversations: [
    {
      id: 'widget-0001',
      daysAgo: 6,
      source: 'Widget or Iframe',
      min_score: 0.21,
      messages: [
        { role: 'assistant', content: 'Hi! What can I help you with?' },
        { role: 'user', content: 'Can I use two vouchers on one order?' },
        { role: 'assistant', content: 'Hmm, I am not sure.', score: 0.21 },
        { role: 'user', content: 'So can I use two vouchers on my order or not?' },
        { role: 'assistant', content: 'Hmm, I am not sure.', score: 0.24 },
      ],
    },
    {
      id: 'wa_12025550111_1',
      daysAgo: 5,
      source: 'WhatsApp',
      customer: '+12025550111',
      country: 'US',
      min_score: 0.71,
      messages: [
        { role: 'assistant', content: 'Hi! What can I help you with?' },
        { role: 'user', content: 'Do you ship to Norway?' },
        { role: 'assistant', content: 'Abroad it takes five to eight working days.', score: 0.71 },
      ],
    },
    {
      id: 'widget-0002',
      daysAgo: 2,
      source: 'Widget or Iframe',
      form_submission: { name: 'Annie Easley', email: 'annie@example.com' },
      messages: [
        { role: 'user', content: 'Is the decaf made with solvents?' },
        { role: 'assistant', content: 'Our decaf is made with mountain water, without solvents.' },
      ],
    },
  ],
};
