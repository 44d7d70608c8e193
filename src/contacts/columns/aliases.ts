import type { Field, NamePart } from './field.js';
import { type HeaderLanguage, partIn } from './languages.js';
import { foldedName } from './names.js';
import { isReportColumn } from './report-columns.js';
import type { Vendor } from './vendors.js';

/** Column names that files in the wild use for a field, folded; the most specific first. */
const aliases: Readonly<Record<Field, readonly string[]>> = {
  external_id: ['external id', 'externalid', 'user id', 'userid', 'customer id', 'customerid', 'contact id'],
  name: ['name', 'full name', 'display name'],
  email: [
    ...['email', 'e mail', 'email address', 'e mail address', 'primary email', 'work email'],
    ...['e mail adresse', 'mail adresse', 'mailadresse', 'emailadresse', 'adresse e mail', 'courriel'],
    ...['correo electrónico', 'correo electronico', 'indirizzo e mail', 'endereço de e mail', 'e mailadres'],
  ],
  phonenumber: [
    'phonenumber',
    'phone number',
    'phone',
    'mobile phone',
    'mobile',
    'primary phone',
    'business phone',
    ...['mobiltelefon', 'mobilnummer', 'handynummer', 'handy', 'telefon', 'telefonnummer', 'telefoonnummer'],
    ...['telefoon', 'téléphone', 'telephone', 'numéro de téléphone', 'teléfono', 'telefono', 'telefone'],
    ...['telemóvel', 'celular', 'cellulare', 'tel'],
  ],
};

/** The names of a field in the exports of a known program, or in files of unknown origin; then those of the language. */
export function fieldAliases(
  field: Field,
  vendor: Vendor | undefined,
  language?: HeaderLanguage,
): readonly string[] {
  const own = vendor?.fields[field];
  // Common aliases do not apply to the id column of a known program.
  const names = own ?? (vendor !== undefined && field === 'external_id' ? [] : aliases[field]);
  return [...new Set([...names, ...namesIn(language, field)])];
}

function namesIn(language: HeaderLanguage | undefined, field: Field): readonly string[] {
  if (field === 'phonenumber') return language?.phones ?? [];
  return field === 'email' && language !== undefined ? [language.email] : [];
}

const nameParts: readonly (readonly [NamePart, readonly string[]])[] = [
  ['first', ['first name', 'given name', 'fname', 'firstname']],
  ['middle', ['middle name', 'additional name']],
  ['last', ['last name', 'family name', 'surname', 'lname', 'lastname']],
];

export function namePartOf(header: string, language?: HeaderLanguage): NamePart | undefined {
  const known = nameParts.find(([, names]) => names.includes(foldedName(header)))?.[0];
  return known ?? (language && partIn(language, header));
}

const ownExtras: ReadonlySet<string> = new Set(['id', 'created_at', 'updated_at']);

/** The rule that leaves a column out by default, as the report words it. */
export function ruleThatLeavesOut(
  header: string,
  vendor: Vendor | undefined,
  hasExternalId: boolean,
): string | undefined {
  if (isReportColumn(header)) return 'columns of a cbase report';
  if (ownExtras.has(header) && hasExternalId && foldedName(header) !== vendor?.stripe)
    return 'set by Chatbase itself';
  if (vendor?.isDescription?.(foldedName(header)))
    return `the ${vendor.title} layout: describes other columns`;
  return undefined;
}
