import type { NamePart } from './field.js';
import { foldedName } from './names.js';

/** How Outlook calls its columns in a language. All names are folded (see `foldedName`). */
export type HeaderLanguage = {
  readonly title: string;
  readonly parts: Readonly<Record<NamePart, string>>;
  readonly email: string;
  /** The most specific first. */
  readonly phones: readonly string[];
};

/**
 * The header rows of Outlook's export by language, after the table by which Exchange imports them
 * (Microsoft.Exchange.Transport.Sync.Common.ImportContacts, OutlookCsvLanguageSelect: cultures 1031, 1036, 1034, 2070, 1046,
 * 1040). German and French agree with Roundcube (program/localization/de_DE and fr_FR, csv2vcard.inc); Dutch is from the header
 * row in Open-Xchange's CSVContactImporterTest. Spanish and Brazilian Outlook leave some headers in English. Google writes
 * English headers in every language.
 */
const languages: readonly HeaderLanguage[] = [
  {
    title: 'German',
    parts: { first: 'vorname', middle: 'weitere vornamen', last: 'nachname' },
    email: 'e mail adresse',
    phones: ['mobiltelefon', 'haupttelefon', 'telefon geschäftlich', 'telefon privat', 'telefon (privat)'],
  },
  {
    title: 'French',
    parts: { first: 'prénom', middle: 'deuxième prénom', last: 'nom' },
    email: 'adresse de messagerie',
    phones: ['tél mobile', 'téléphone principal', 'téléphone (bureau)', 'téléphone (domicile)'],
  },
  {
    title: 'Spanish',
    parts: { first: 'nombre', middle: 'segundo nombre', last: 'apellidos' },
    email: 'e mail address',
    phones: ['mobile phone', 'teléfono móvil', 'teléfono principal', 'teléfono del trabajo', 'particular'],
  },
  {
    title: 'Portuguese',
    parts: { first: 'primeiro nome', middle: 'outros nomes apelidos', last: 'apelido' },
    email: 'endereço de correio electrónico',
    phones: ['telemóvel', 'telefone principal', 'telefone da empresa', 'telefone da residência'],
  },
  {
    title: 'Brazilian Portuguese',
    parts: { first: 'primeiro nome', middle: 'segundo nome', last: 'sobrenome' },
    email: 'e mail address',
    phones: ['telefone celular', 'telefone principal', 'telefone comercial', 'telefone residencial'],
  },
  {
    title: 'Italian',
    parts: { first: 'nome', middle: 'secondo nome', last: 'cognome' },
    email: 'indirizzo posta elettronica',
    phones: ['cellulare', 'telefono principale', 'ufficio', 'abitazione'],
  },
  {
    title: 'Dutch',
    parts: { first: 'voornaam', middle: 'middelste naam', last: 'achternaam' },
    email: 'e mailadres',
    phones: ['mobiele telefoon', 'hoofdtelefoon', 'telefoon op werk', 'telefoon thuis'],
  },
];

/**
 * The language of a header row: one that has two of the language's first name, last name and email address. A single word may
 * mean something else: `Nome` is a whole name in Portuguese, `Nom` in many French files. `undefined` for English and for a row
 * that more than one language fits.
 */
export function languageOf(folded: readonly string[]): HeaderLanguage | undefined {
  const held = new Set(folded);
  const spoken = languages.filter(({ parts, email }) => {
    const telling = [parts.first, parts.last, email].filter((name) => held.has(name));
    return telling.length > 1 && (held.has(parts.first) || held.has(parts.last));
  });
  return spoken.length === 1 ? spoken[0] : undefined;
}

export function partIn(language: HeaderLanguage, header: string): NamePart | undefined {
  const folded = foldedName(header);
  return (['first', 'middle', 'last'] as const).find((part) => language.parts[part] === folded);
}
