/** Words for what attributes are often called, in the languages of the headers that cbase understands. All are folded. */
const translations: readonly (readonly string[])[] = [
  [
    ...['company', 'firma', 'unternehmen', 'société', 'societe', 'entreprise', 'empresa', 'azienda'],
    ...['società', 'bedrijf', 'företag', 'virksomhed', 'yritys', 'spółka'],
  ],
  ['city', 'stadt', 'ort', 'ville', 'ciudad', 'cidade', 'città', 'stad', 'plaats', 'miasto'],
  ['country', 'land', 'pays', 'país', 'pais', 'paese', 'kraj'],
  ['notes', 'notizen', 'bemerkungen', 'remarques', 'notas', 'opmerkingen', 'notatki'],
];

const groupOf = new Map(translations.flatMap((words, group) => words.map((word) => [word, group] as const)));

/** True when two folded names are the same word in two languages: `firma` and `company`. */
export function areTranslations(one: string, other: string): boolean {
  const group = groupOf.get(one);
  return group !== undefined && group === groupOf.get(other);
}
