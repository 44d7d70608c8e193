import type { Attribute } from '../../api/attrs.js';

/** How custom attributes are shown. */
export const attributeView = {
  columns: {
    name: ({ name }: Attribute) => name,
    type: ({ raw }: Attribute) => raw.type,
    label: ({ label }: Attribute) => label,
    archived: ({ archived }: Attribute) => archived,
    description: ({ raw }: Attribute) => raw.description,
  },
  layout: {
    name: { kind: 'id' },
    label: { grows: true, hides: 2 },
    archived: { hides: 1 },
    description: { grows: true, hides: 3 },
  } as const,
  raw: ({ raw }: Attribute) => raw,
  id: ({ name }: Attribute) => name,
};
