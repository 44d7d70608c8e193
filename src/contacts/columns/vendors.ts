import { Failure } from '../../base/failure.js';
import type { Field } from './field.js';
import { foldedName } from './names.js';

/** Programs whose exports are recognized by their header rows. */
export const vendorNames = [
  'google',
  'outlook',
  'hubspot',
  'salesforce',
  'mailchimp',
  'stripe',
  'intercom',
  'shopify',
  'zendesk',
] as const;
export type VendorName = (typeof vendorNames)[number];

/** The origin of a file, as the user specified it. */
export type Source = 'auto' | 'none' | 'chatbase' | VendorName;

const ownNames = [
  'id',
  'external_id',
  'name',
  'email',
  'phonenumber',
  'stripe_accounts',
  'created_at',
  'updated_at',
];

/** True for contacts exported by cbase itself, in which text is guarded against formula injection. */
export function isOwnExport(headers: readonly string[], source: Source): boolean {
  if (source !== 'auto') return source === 'chatbase';
  const isOwn = (header: string) => ownNames.includes(header) || header.startsWith('custom_attributes');
  return ['id', 'external_id', 'created_at'].every((name) => headers.includes(name)) && headers.every(isOwn);
}

/**
 * Which apostrophes in a file only protect text from a spreadsheet: the guards of our own export, and Shopify's. JSON never
 * has any.
 */
export function guardsIn({ columns, format }: GuardedFile, source: Source): boolean | 'guards' {
  if (format === 'json') return false;
  return isOwnExport(columns, source) ? 'guards' : vendorOf(columns, source) === vendors.shopify;
}

type GuardedFile = {
  readonly columns: readonly string[];
  readonly format: 'csv' | 'json';
};

/** How the exports of a program are recognized and read. All headers are folded (see `foldedName`). */
export type Vendor = {
  readonly title: string;
  /** Headers that few other programs use; a `*` at the end matches anything. */
  readonly decisive: readonly string[];
  /** The other headers of a complete export. */
  readonly known: string;
  /** The columns each field is taken from, the most specific first. */
  readonly fields: Readonly<Partial<Record<Field, readonly string[]>>>;
  /** The column of a Stripe customer id. */
  readonly stripe?: string;
  /** Columns that only describe others. */
  readonly isDescription?: (folded: string) => boolean;
  /** A raw attribute may follow a label of the same name; the label counts. */
  readonly hasRawTwins?: boolean;
};

const names = 'first name,middle name,last name,title,suffix,nickname,name,birthday,notes,note,tags';

/** Gathered from exports quoted in public code and from help pages; users choose columns, so no complete match is required. */
const vendors: Readonly<Record<VendorName, Vendor>> = {
  google: {
    title: 'Google',
    decisive: ['e mail 1 value', 'labels', 'group membership', 'phonetic first name', 'given name yomi'],
    known: `${names},file as,phone 1 value,e mail 1 label,phone 1 label,address 1 formatted,organization name,photo`,
    fields: {
      external_id: ['external id'],
      name: ['name'],
      email: ['e mail 1 value'],
      phonenumber: ['phone 1 value'],
    },
    isDescription: (folded) =>
      / \d{1,3} (label|type)$/.test(folded) || ['labels', 'group membership', 'file as'].includes(folded),
  },
  outlook: {
    title: 'Outlook',
    decisive: [
      'given yomi',
      'surname yomi',
      'internet free busy',
      'e mail 2 address',
      'tty tdd phone',
      'company main phone',
    ],
    known: `${names},e mail address,primary phone,home phone,mobile phone,business phone,company,job title,department,categories`,
    fields: {
      external_id: ['external id'],
      email: ['e mail address'],
      phonenumber: ['mobile phone', 'primary phone', 'business phone', 'home phone'],
    },
  },
  hubspot: {
    title: 'HubSpot',
    decisive: [
      'record id',
      'contact owner',
      'lead status',
      'lifecycle stage',
      'marketing contact status',
      'associated company ids',
    ],
    known: `${names},email,phone number,create date,associated company,job title,company name,country region,original source`,
    fields: {
      external_id: ['record id'],
      email: ['email'],
      phonenumber: ['phone number', 'mobile phone number'],
    },
  },
  salesforce: {
    title: 'Salesforce',
    decisive: [
      'mailing zip postal code',
      'mailing state province',
      'account owner',
      'mailingpostalcode',
      'masterrecordid',
      'hasoptedoutofemail',
      'sf id',
    ],
    known: `${names},id,email,phone,mobile,fax,salutation,account name,accountid,lastname,firstname,mobilephone,leadsource,ownerid,mailing street,mailing city,mailing country,mailingstreet,mailingcity,mailingcountry`,
    fields: {
      external_id: ['id', 'contact id'],
      name: ['name'],
      email: ['email'],
      phonenumber: ['phone', 'mobile', 'mobilephone'],
    },
  },
  mailchimp: {
    title: 'Mailchimp',
    decisive: ['member rating', 'leid', 'euid', 'optin time', 'confirm time', 'unsub time'],
    known: `${names},email address,email,phone number,phone,fname,lname,address,optin ip,confirm ip,latitude,longitude,timezone,last changed`,
    fields: {
      external_id: ['external id'],
      email: ['email address', 'email'],
      phonenumber: ['phone number', 'phone'],
    },
  },
  stripe: {
    title: 'Stripe',
    decisive: ['created (utc)', 'delinquent', 'refunded volume', 'dispute losses', 'payment count'],
    known: `${names},id,description,email,plan,status,total spend,card id,currency`,
    fields: {
      external_id: ['external id', 'external id (metadata)'],
      name: ['name'],
      email: ['email'],
      phonenumber: ['phone'],
    },
    stripe: 'id',
  },
  intercom: {
    title: 'Intercom',
    decisive: [
      'last heard from (*',
      'last contacted (*',
      'last clicked on link in email (*',
      'marked email as spam',
      'has hard bounced',
    ],
    known: `${names},email,phone,user id,web sessions,country,region,city,timezone,browser language,segment,tag,unsubscribed from emails,company name,company id`,
    fields: { external_id: ['user id'], name: ['name'], email: ['email'], phonenumber: ['phone'] },
    hasRawTwins: true,
  },
  shopify: {
    title: 'Shopify',
    decisive: [
      'accepts email marketing',
      'accepts sms marketing',
      'tax exempt',
      'default address phone',
      'accepts whatsapp marketing',
    ],
    known: `${names},customer id,email,phone,company,address1,address2,city,province,province code,country,country code,zip,total spent,total orders`,
    fields: {
      external_id: ['customer id'],
      email: ['email'],
      phonenumber: ['phone', 'default address phone'],
    },
  },
  zendesk: {
    title: 'Zendesk',
    decisive: ['restriction', 'shared phone number'],
    known: `${names},email,external id,details,phone,role,organization,brand`,
    fields: { external_id: ['external id'], name: ['name'], email: ['email'], phonenumber: ['phone'] },
  },
};

/**
 * The program a file is from: the one the user names, or the one with two decisive headers in the file, or with one where
 * 60% of the headers are known. `undefined` for a file of unknown origin. Throws Failure 'usage' when two match.
 */
export function vendorOf(headers: readonly string[], source: Source): Vendor | undefined {
  if (source === 'none' || source === 'chatbase') return undefined;
  if (source !== 'auto') return vendors[source];
  const folded = headers.map(foldedName);
  // A file with the API's own names is not an export of another program.
  if (headers.includes('phonenumber') && headers.includes('external_id')) return undefined;
  const found = vendorNames.filter((name) => isFrom(vendors[name], folded));
  if (found.length > 1)
    throw new Failure(
      'usage',
      `The columns match the exports of ${found.map((name) => vendors[name].title).join(' and ')}`,
      {
        advice: `Choose one with --source ${found[0]}, or use --source none`,
      },
    );
  return found[0] === undefined ? undefined : vendors[found[0]];
}

/** The program a file is from, as it is called; `undefined` for a file of unknown origin. */
export function programOf(headers: readonly string[], source: Source): string | undefined {
  if (isOwnExport(headers, source)) return 'Chatbase';
  return vendorOf(headers, source)?.title;
}

/** The name of the program a file is from, as --source accepts it. */
export function sourceOf(headers: readonly string[], source: Source): string | null {
  const vendor = vendorOf(headers, source);
  return vendorNames.find((name) => vendors[name] === vendor) ?? null;
}

function isFrom({ decisive, known }: Vendor, folded: readonly string[]): boolean {
  const telling = folded.filter((header) => decisive.some((name) => fits(header, name)));
  if (telling.length !== 1) return telling.length > 1;
  const common = new Set(known.split(','));
  const familiar = folded.filter((header) => common.has(header)).length + 1;
  return familiar / folded.length >= 0.6;
}

function fits(header: string, name: string): boolean {
  return name.endsWith('*') ? header.startsWith(name.slice(0, -1)) : header === name;
}
