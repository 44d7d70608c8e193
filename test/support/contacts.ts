export const contactsPath = '/chatbots/b1/contacts';

export const batches = `POST ${contactsPath}`;

/** Small batches, one at a time. */
export const small = ['--batch-size', '10', '--concurrency', '1'];

/** A file of contacts, one per row. */
export function rows(count: number, prefix = 'r'): string {
  return `external_id,name\n${Array.from({ length: count }, (_, i) => `${prefix}${i},Name ${i}\n`).join('')}`;
}
