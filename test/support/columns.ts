import type { Attribute, AttributeType } from '../../src/api/attrs.js';
import type { Column, Target } from '../../src/contacts/columns/target.js';

/** An attribute of a bot, its label like its name unless it has another. */
export function attribute(
  name: string,
  type: AttributeType = 'text',
  more: Partial<Attribute> = {},
): Attribute {
  return { name, label: name, type, archived: false, raw: {}, ...more };
}

const targets: Readonly<Record<string, Target>> = {
  id: { kind: 'field', field: 'external_id' },
  name: { kind: 'field', field: 'name' },
  email: { kind: 'field', field: 'email' },
  phone: { kind: 'field', field: 'phonenumber' },
  spare1: { kind: 'spare-phone', rank: 1 },
  spare2: { kind: 'spare-phone', rank: 2 },
  first: { kind: 'name-part', part: 'first' },
  middle: { kind: 'name-part', part: 'middle' },
  last: { kind: 'name-part', part: 'last' },
  stripe: { kind: 'stripe' },
  customer: { kind: 'stripe', withEmail: true },
  plan: { kind: 'attribute', attribute: attribute('plan') },
  seats: { kind: 'attribute', attribute: attribute('seats', 'number') },
  left: { kind: 'left-out', rule: '--ignore' },
};

/** Columns that are called like what they go to; of any other name, nothing is known. */
export function columnsCalled(headers: readonly string[]): readonly Column[] {
  return headers.map((header, index) => ({ index, header, target: targets[header] ?? { kind: 'unknown' } }));
}

/** What a target is called in tests: its field, attribute, part or kind. */
export function targetWord(target: Target): string {
  if (target.kind === 'field') return target.field;
  if (target.kind === 'attribute') return target.attribute.name;
  if (target.kind === 'spare-phone') return `spare ${target.rank}`;
  return target.kind === 'name-part' ? target.part : target.kind;
}
