import type { AttributeType } from '../../api/attrs.js';
import type { Column } from '../columns/target.js';

/** What kind of value a cell holds: a field of a contact, a part of its name, or an attribute of a type. */
export type CellKind = 'id' | 'email' | 'phone' | 'name' | 'stripe' | Exclude<AttributeType, 'other'>;

const fieldKinds = { external_id: 'id', name: 'name', email: 'email', phonenumber: 'phone' } as const;

/** `undefined` for a column whose cells are not imported. */
export function kindOf(target: Column['target']): CellKind | undefined {
  switch (target.kind) {
    case 'field':
      return fieldKinds[target.field];
    case 'spare-phone':
      return 'phone';
    case 'name-part':
      return 'name';
    case 'stripe':
      return 'stripe';
    case 'attribute':
      return target.attribute.type === 'other' ? 'text' : target.attribute.type;
    case 'left-out':
    case 'unknown':
      return undefined;
  }
}

/** True for values that are written in words: names and text. In all others, a mark that is not seen is never meant. */
export function isProse(kind: CellKind): boolean {
  return kind === 'name' || kind === 'text';
}
