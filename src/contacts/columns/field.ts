/** A field of a contact that a column can fill, as the API calls it. */
export type Field = 'external_id' | 'name' | 'email' | 'phonenumber';

/** A part of a name that a file keeps in a column of its own. */
export type NamePart = 'first' | 'middle' | 'last';
