import { describe, expect, test } from 'vitest';
import { languageOf } from '../../../src/contacts/columns/languages.js';
import { foldedName } from '../../../src/contacts/columns/names.js';
import { planColumns } from '../../../src/contacts/columns/plan-columns.js';
import { targetWord } from '../../support/columns.js';

const usual = { map: [], ignore: [], unknown: 'error', deriveIds: true, source: 'auto' } as const;

/** What the columns become; `unknown` is left away. */
function planned(header: string, source: 'auto' | 'outlook' | 'none' = 'auto') {
  const headers = header.split(',');
  const columns = planColumns(headers, [], { ...usual, source });
  return Object.fromEntries(
    columns.flatMap((column) =>
      column.target.kind === 'unknown' ? [] : [[column.header, targetWord(column.target)]],
    ),
  );
}

/** The beginnings of the header rows that Outlook writes, with the columns that are taken. */
const outlook = {
  German:
    'Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Fax geschäftlich,Telefon geschäftlich,Telefon privat,Mobiltelefon,Haupttelefon,E-Mail-Adresse,E-Mail-Typ,E-Mail: Angezeigter Name,E-Mail 2: Adresse',
  French:
    "Titre,Prénom,Deuxième prénom,Nom,Suffixe,Société,Télécopie (bureau),Téléphone (bureau),Téléphone (domicile),Tél. mobile,Téléphone principal,Adresse de messagerie,Type de messagerie,Nom complet de l'adresse de messagerie",
  Spanish:
    'Title,Nombre,Segundo nombre,Apellidos,Suffix,Organización,Business Fax,Teléfono del trabajo,Particular,Mobile Phone,Teléfono principal,E-mail Address,Dirección de correo electrónico 2',
  Portuguese:
    'Título,Primeiro nome,Outros nomes/apelidos,Apelido,Sufixo,Empresa,Fax da empresa,Telefone da empresa,Telefone da residência,Telemóvel,Telefone principal,Endereço de correio electrónico,Tipo de correio electrónico',
  'Brazilian Portuguese':
    'Tratamento,Primeiro nome,Segundo nome,Sobrenome,Sufixo,Empresa,Fax comercial,Telefone comercial,Telefone residencial,Telefone celular,Telefone principal,E-mail Address,Tipo de email',
  Italian:
    'Titolo,Nome,Secondo nome,Cognome,Titolo straniero,Società,Fax (uff.),Ufficio,Abitazione,Cellulare,Telefono principale,Indirizzo posta elettronica,Tipo posta elettronica',
  Dutch:
    'Titel,Voornaam,Middelste naam,Achternaam,Achtervoegsel,Bedrijf,Fax op werk,Telefoon op werk,Telefoon thuis,Mobiele telefoon,Hoofdtelefoon,E-mailadres,E-mailtype',
};

describe('the columns of Outlook', () => {
  test.each(Object.entries(outlook))('are understood in %s', (title, header) => {
    const columns = header.split(',');
    expect(languageOf(columns.map(foldedName))?.title).toBe(title);
    const taken = planned(header);
    expect(Object.keys(taken)).toHaveLength(8);
    // First, middle and last name are the second to fourth column, the mobile phone is the tenth.
    expect(columns.slice(1, 4).map((name) => taken[name])).toEqual(['first', 'middle', 'last']);
    expect([taken[columns[9] ?? ''], taken[columns[11] ?? '']]).toEqual(['phonenumber', 'email']);
    expect([taken[columns[6] ?? ''], taken[columns[5] ?? '']]).toEqual([undefined, undefined]);
    expect([columns[7], columns[8], columns[10]].map((name) => taken[name ?? '']?.slice(0, 5))).toEqual([
      'spare',
      'spare',
      'spare',
    ]);
    expect(Object.keys(planned(header, 'outlook'))).toEqual(Object.keys(taken));
  });

  test('a short file in German needs two of its words', () => {
    expect(planned('Vorname,Nachname,E-Mail-Adresse')).toEqual({
      Vorname: 'first',
      Nachname: 'last',
      'E-Mail-Adresse': 'email',
    });
    expect(planned('Email,Vorname')).toEqual({ Email: 'email' });
  });

  test.each([
    'Nome,Email',
    'Nombre,Email',
    'Nom,Email',
    'Nome,Apelido,Email',
    'First Name,Last Name,E-mail Address',
  ])('%s is of no language: a single word may mean something else', (header) => {
    expect(languageOf(header.split(',').map(foldedName))).toBeUndefined();
  });

  test('are not looked for with --source none', () => {
    expect(planned('Vorname,Nachname,Email', 'none')).toEqual({ Email: 'email' });
  });
});
