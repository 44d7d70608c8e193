import { foldedName } from './names.js';

export type Field = 'external_id' | 'name' | 'email' | 'phonenumber';
export type NamePart = 'first' | 'middle' | 'last';
export type Layout = 'google' | 'any';

/** Names under which files in the wild keep a field, the most telling first; folded (vendor-headers.md). */
const aliases: Readonly<Record<Layout, Readonly<Record<Field, readonly string[]>>>> = {
  any: {
    external_id: [
      'external id',
      'externalid',
      'user id',
      'userid',
      'customer id',
      'customerid',
      'contact id',
    ],
    name: ['name', 'full name', 'display name'],
    email: ['email', 'e mail', 'email address', 'e mail address', 'primary email', 'work email'],
    phonenumber: [
      'phonenumber',
      'phone number',
      'phone',
      'mobile phone',
      'mobile',
      'primary phone',
      'business phone',
    ],
  },
  google: {
    external_id: ['external id'],
    name: ['name'],
    email: ['e mail 1 value'],
    phonenumber: ['phone 1 value'],
  },
};

export function fieldAliases(field: Field, layout: Layout): readonly string[] {
  return aliases[layout][field];
}

const nameParts: readonly (readonly [NamePart, readonly string[]])[] = [
  ['first', ['first name', 'given name', 'fname', 'firstname']],
  ['middle', ['middle name', 'additional name']],
  ['last', ['last name', 'family name', 'surname', 'lname', 'lastname']],
];

export function namePartOf(header: string): NamePart | undefined {
  return nameParts.find(([, names]) => names.includes(foldedName(header)))?.[0];
}

/** Both layouts of Google Contacts: an e-mail value column beside labels or groups. */
export function layoutOf(headers: readonly string[]): Layout {
  const folded = new Set(headers.map(foldedName));
  const isGoogle = folded.has('e mail 1 value') && (folded.has('labels') || folded.has('group membership'));
  return isGoogle ? 'google' : 'any';
}

const ownExtras: ReadonlySet<string> = new Set(['id', 'created_at', 'updated_at']);
const reportColumns: ReadonlySet<string> = new Set(['_line', '_column', '_code', '_message']);

/** The rule that leaves a column out without being asked, in the words of the report. */
export function ruleThatLeavesOut(
  header: string,
  layout: Layout,
  hasExternalId: boolean,
): string | undefined {
  if (reportColumns.has(header)) return 'columns of a cbase report';
  if (ownExtras.has(header) && hasExternalId) return 'set by Chatbase itself';
  if (layout === 'google' && isGoogleDescription(foldedName(header)))
    return 'the Google layout: describes other columns';
  return undefined;
}

/** Columns that say what kind of address stands next to them, or repeat the name. */
function isGoogleDescription(folded: string): boolean {
  return / \d{1,3} (label|type)$/.test(folded) || ['labels', 'group membership', 'file as'].includes(folded);
}
