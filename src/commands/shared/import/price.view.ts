import { count, counted, durationText } from '../../../base/text.js';
import type { Price } from '../../../contacts/run/price.js';

/** What an import costs: requests, time and credits, and the room it takes in the account. */
export function priceLines(price: Price): readonly string[] {
  const { requests, lookups, batches, updates, deletes = 0, seconds, contactsNow, contactsAfter } = price;
  const kinds = [
    counted(lookups, 'lookup'),
    ...(batches > 0 ? [counted(batches, 'batch', 'batches')] : []),
    ...(updates > 0 ? [counted(updates, 'update')] : []),
    ...(deletes > 0 ? [counted(deletes, 'deletion')] : []),
  ];
  const room =
    contactsNow === null || contactsAfter === null || contactsAfter === contactsNow
      ? []
      : [
          `Contacts: ${count(contactsNow)} now, ${count(contactsAfter)} after it; the limit of your plan is in the dashboard, not in the API`,
        ];
  return [
    `Cost: ${counted(requests, 'request')} (${kinds.join(', ')})${timeText(seconds)}, no credits`,
    ...room,
  ];
}

function timeText(seconds: number | null): string {
  if (seconds === null) return '';
  return seconds < 60 ? ', less than a minute' : `, about ${durationText(seconds)}`;
}
