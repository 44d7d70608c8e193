import { foldedName } from './names.js';

/** Words that name something written in digits that is no quantity. */
const words: ReadonlySet<string> = new Set([
  ...[
    'id',
    'ids',
    'uid',
    'uuid',
    'guid',
    'key',
    'code',
    'codes',
    'sku',
    'ean',
    'gtin',
    'upc',
    'isbn',
    'serial',
  ],
  ...['zip', 'zipcode', 'postal', 'postcode', 'plz', 'postleitzahl', 'cep', 'cp', 'cap'],
  ...[
    'phone',
    'phones',
    'telephone',
    'tel',
    'telefon',
    'mobile',
    'mobil',
    'handy',
    'cell',
    'fax',
    'pager',
    'extension',
    'ext',
  ],
  ...[
    'number',
    'no',
    'nr',
    'num',
    'nummer',
    'reference',
    'ref',
    'account',
    'konto',
    'ticket',
    'invoice',
    'order',
    'version',
  ],
  ...[
    'iban',
    'bic',
    'vat',
    'tax',
    'ssn',
    'ein',
    'tin',
    'siret',
    'siren',
    'license',
    'licence',
    'passport',
    'pin',
    'password',
  ],
]);

/** These make a quantity of a name that has one of the words: number of seats, total orders, order count. */
const quantities: ReadonlySet<string> = new Set([
  ...[
    'of',
    'total',
    'count',
    'amount',
    'sum',
    'value',
    'average',
    'avg',
    'max',
    'min',
    'rate',
    'size',
    'score',
    'days',
  ],
]);

/** True for a column that is called like an identifier: `zip`, `customerId`, `Order No.`, `VAT number`; not for quantities. */
export function isIdentifier(header: string): boolean {
  const split = foldedName(header.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')).split(/[^\p{L}\p{N}]+/u);
  return split.some((word) => words.has(word)) && !split.some((word) => quantities.has(word));
}
