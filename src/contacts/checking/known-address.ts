/** What the account knows of an email address: the id of its contact, or why there is none to go by. */
export type KnownAddress = { readonly id: string } | 'several' | 'without-id';

/** The contact of a row by its email address (--key email); `undefined` if no contact has the address. */
export type FindAddress = (email: string, ordinal: number) => KnownAddress | undefined;
