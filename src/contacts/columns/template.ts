import type { Attribute } from '../../api/attrs.js';
import { planColumns } from './plan-columns.js';

/** A column that an import of contacts into a bot understands. */
export type TemplateColumn = {
  /** Its header. */
  readonly column: string;
  /** `text`, `email`, `phone`, `stripe`, or the type of a custom attribute. */
  readonly type: string;
  readonly required: boolean;
  /** What it is. */
  readonly about: string;
  /** A value that an import accepts. */
  readonly example: string;
};

const fieldColumns: readonly TemplateColumn[] = [
  {
    column: 'external_id',
    type: 'text',
    required: true,
    about: 'your own id of the contact',
    example: 'customer-1',
  },
  { column: 'name', type: 'text', required: false, about: 'the whole name', example: 'Ada Lovelace' },
  {
    column: 'email',
    type: 'email',
    required: false,
    about: 'unique in the bot, whatever its case',
    example: 'ada@example.com',
  },
  {
    column: 'phonenumber',
    type: 'phone',
    required: false,
    about: 'with the country code',
    example: '+493012345678',
  },
  {
    column: 'stripe_accounts',
    type: 'stripe',
    required: false,
    about: 'a Stripe customer id, or a JSON list of {label, stripe_id, stripe_email}',
    example: 'cus_123',
  },
];

const examples: Readonly<Record<Attribute['type'], string>> = {
  text: 'some text',
  number: '42',
  boolean: 'true',
  date: '2026-01-31',
  other: '',
};

/**
 * The columns of a file of contacts for a bot: the fixed fields, and its attributes that accept values. An import maps each of
 * them by itself.
 */
export function templateColumns(schema: readonly Attribute[]): readonly TemplateColumn[] {
  const live = schema.filter(({ archived }) => !archived);
  const headers = headersFor(live);
  return [
    ...fieldColumns,
    ...live.map(({ type, label }, i) => ({
      column: headers[i] ?? '',
      type,
      required: false,
      about: label ?? '',
      example: examples[type],
    })),
  ];
}

/** The names of attributes alone, or in full where an import would take one of them for something else. */
function headersFor(live: readonly Attribute[]): readonly string[] {
  const whole = (name: string) => `custom_attributes.${name}`;
  const plain = live.map(({ name }) => name);
  const isUnderstood = understood(plain, live);
  const some = plain.map((name, i) => (isUnderstood[i] ? name : whole(name)));
  return understood(some, live).every((is) => is) ? some : plain.map(whole);
}

/** Whether an import maps each of these headers to its attribute, beside the fields. */
function understood(headers: readonly string[], live: readonly Attribute[]): readonly boolean[] {
  const fields = fieldColumns.map(({ column }) => column);
  const options = { map: [], ignore: [], unknown: 'ignore', source: 'auto', deriveIds: false } as const;
  try {
    const columns = planColumns([...fields, ...headers], live, options);
    return live.map(({ name }, i) => {
      const target = columns[fields.length + i]?.target;
      return target?.kind === 'attribute' && target.attribute.name === name;
    });
  } catch {
    // Two columns for the same field.
    return live.map(({ name }) => !taken.has(name.toLowerCase()));
  }
}

const taken: ReadonlySet<string> = new Set([...fieldColumns.map(({ column }) => column), 'stripe', 'id']);
