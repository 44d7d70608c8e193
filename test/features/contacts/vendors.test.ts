import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type VendorName, vendorNames, vendorOf } from '../../../src/contacts/columns/vendors.js';
import { emulator, heldContacts } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

type Export = {
  readonly headers: string;
  /** One contact as cells by header; the others are empty. */
  readonly cells: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly contact: Readonly<Record<string, unknown>>;
};

/** Header rows of real exports, as published in public code and help pages; the contacts are fictitious. */
const exports: Readonly<Record<string, Export>> = {
  'google, older layout': {
    headers:
      'Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Family Name Yomi,Nickname,Birthday,Notes,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name',
    cells: {
      Name: 'Ada Lovelace',
      'Given Name': 'Ada',
      'E-mail 1 - Value': 'ada@example.com',
      'Phone 1 - Value': '+1 1',
      Notes: 'x-1',
      'Group Membership': '* myContacts',
      'E-mail 1 - Type': '* Home',
    },
    flags: ['--map', 'external_id=Notes'],
    contact: { external_id: 'x-1', name: 'Ada Lovelace', email: 'ada@example.com', phonenumber: '+1 1' },
  },
  'outlook desktop': {
    headers:
      "First Name,Middle Name,Last Name,Title,Suffix,Initials,Web Page,Gender,Birthday,Internet Free Busy,Notes,E-mail Address,E-mail 2 Address,E-mail 3 Address,Primary Phone,Home Phone,Mobile Phone,Pager,Spouse,Manager's Name,Company Main Phone,Business Phone,Business Fax,Company,Job Title,TTY/TDD Phone,User 1,Categories",
    cells: {
      'First Name': 'Ada',
      'Last Name': 'Lovelace',
      'E-mail Address': 'ada@example.com',
      'Mobile Phone': '+1 2',
      'User 1': 'x-1',
      'Business Fax': '+1 9',
    },
    flags: ['--map', 'external_id=User 1', '--ignore', 'Business Fax'],
    contact: { external_id: 'x-1', name: 'Ada Lovelace', email: 'ada@example.com', phonenumber: '+1 2' },
  },
  'outlook.com': {
    headers:
      'First Name,Middle Name,Last Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi,E-mail Address,E-mail 2 Address,Home Phone,Business Phone,Mobile Phone,Primary Phone,Company,Business Country/Region,Personal Web Page,Notes',
    cells: {
      'First Name': 'Ada',
      'Last Name': 'Lovelace',
      'E-mail Address': 'ada@example.com',
      'Primary Phone': '+1 3',
      Notes: 'x-1',
    },
    flags: ['--map', 'external_id=Notes', '--map', 'phonenumber=Primary Phone'],
    contact: { external_id: 'x-1', name: 'Ada Lovelace', email: 'ada@example.com', phonenumber: '+1 3' },
  },
  hubspot: {
    headers:
      'Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Marketing contact status,Create Date,Associated Company,Job Title,Lifecycle Stage,Company Name,Country/Region,Original Source,Associated Company IDs',
    cells: {
      'Record ID': '4711',
      'First Name': 'Ada',
      'Last Name': 'Lovelace',
      Email: 'ada@example.com',
      'Phone Number': '+1 4',
      'Associated Company IDs': '99',
      'Company Name': 'Engines',
    },
    flags: ['--ignore', 'Associated Company IDs', '--map', 'company=Company Name'],
    contact: {
      external_id: '4711',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      phonenumber: '+1 4',
      custom_attributes: { company: 'Engines' },
    },
  },
  'salesforce report': {
    headers:
      'Salutation,First Name,Last Name,Title,Mailing Street,Mailing City,Mailing State/Province,Mailing Zip/Postal Code,Mailing Country,Phone,Mobile,Fax,Email,Account Owner,Account Name,Contact ID',
    cells: {
      'First Name': 'Ada',
      'Last Name': 'Lovelace',
      Phone: '+1 5',
      Mobile: '',
      Email: 'ada@example.com',
      'Contact ID': '003000000000001',
    },
    contact: {
      external_id: '003000000000001',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      phonenumber: '+1 5',
    },
  },
  'salesforce API names': {
    headers:
      'Id,IsDeleted,MasterRecordId,AccountId,LastName,FirstName,Salutation,Name,MailingStreet,MailingCity,MailingPostalCode,MailingCountry,Phone,Fax,MobilePhone,Email,Title,LeadSource,OwnerId,HasOptedOutOfEmail,CreatedDate',
    cells: {
      Id: '003000000000001',
      LastName: 'Lovelace',
      FirstName: 'Ada',
      Name: 'Ada Lovelace',
      Phone: '+1 5',
      Email: 'ada@example.com',
    },
    contact: {
      external_id: '003000000000001',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      phonenumber: '+1 5',
    },
  },
  mailchimp: {
    headers:
      'Email Address,First Name,Last Name,Address,Phone Number,Birthday,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS',
    cells: {
      'Email Address': 'ada@example.com',
      'First Name': 'Ada',
      'Last Name': 'Lovelace',
      'Phone Number': '+1 6',
      LEID: '77',
      MEMBER_RATING: '2',
    },
    flags: ['--map', 'external_id=LEID', '--ignore', 'MEMBER_RATING'],
    contact: { external_id: '77', name: 'Ada Lovelace', email: 'ada@example.com', phonenumber: '+1 6' },
  },
  stripe: {
    headers:
      'id,Description,Email,Name,Created (UTC),Delinquent,Plan,Status,Total Spend,Payment Count,Refunded Volume,Dispute Losses,external_id (metadata)',
    cells: { id: 'cus_123', Email: 'ada@example.com', Name: 'Ada Lovelace', 'external_id (metadata)': 'x-1' },
    contact: {
      external_id: 'x-1',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      stripe_accounts: [{ label: 'stripe', stripe_id: 'cus_123', stripe_email: 'ada@example.com' }],
    },
  },
  intercom: {
    headers:
      'First name,Last name,Name,Conversation Rating,Email,Phone,User ID,First Seen (UTC),Signed up (UTC),Last seen (UTC),Last contacted (UTC),Last heard from (UTC),Web sessions,Country,Unsubscribed from Emails,Marked email as spam,Has hard bounced,email,name,Company name,Company ID',
    cells: {
      'First name': 'Ada',
      'Last name': 'Lovelace',
      Name: 'Ada Lovelace',
      Email: 'ada@example.com',
      Phone: '+1 7',
      'User ID': 'u-1',
      email: 'other@example.com',
      name: 'adal',
      'Company ID': '5',
    },
    flags: ['--ignore', 'Company ID'],
    contact: { external_id: 'u-1', name: 'Ada Lovelace', email: 'ada@example.com', phonenumber: '+1 7' },
  },
  'shopify, newest': {
    headers:
      'Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address City,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags',
    cells: {
      'Customer ID': '1001',
      'First Name': 'Ada',
      'Last Name': 'Lovelace',
      Email: 'ada@example.com',
      'Default Address Phone': '+1 8',
      Phone: '+1 9',
    },
    flags: ['--ignore', 'Default Address Phone'],
    contact: { external_id: '1001', name: 'Ada Lovelace', email: 'ada@example.com', phonenumber: '+1 9' },
  },
  'shopify, before there were ids': {
    headers:
      'First Name,Last Name,Email,Accepts Email Marketing,Company,Address1,Address2,City,Province,Province Code,Country,Country Code,Zip,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Tags,Note,Tax Exempt',
    cells: { 'First Name': 'Ada', Email: 'ada@example.com', Note: 'x-1' },
    flags: ['--map', 'external_id=Note'],
    contact: { external_id: 'x-1', name: 'Ada', email: 'ada@example.com' },
  },
  zendesk: {
    headers:
      'name,email,external_id,details,notes,phone,shared_phone_number,role,restriction,organization,tags,brand',
    cells: { name: 'Ada Lovelace', email: 'ada@example.com', external_id: 'z-1', phone: '+1 0', details: '' },
    contact: { external_id: 'z-1', name: 'Ada Lovelace', email: 'ada@example.com', phonenumber: '+1 0' },
  },
};

const titles: Readonly<Record<VendorName, string>> = {
  google: 'Google',
  outlook: 'Outlook',
  hubspot: 'HubSpot',
  salesforce: 'Salesforce',
  mailchimp: 'Mailchimp',
  stripe: 'Stripe',
  intercom: 'Intercom',
  shopify: 'Shopify',
  zendesk: 'Zendesk',
};

describe.each(Object.entries(exports))('an export of %s', (name, { headers, cells, flags = [], contact }) => {
  const columns = headers.split(',');

  test('is recognized, in any column order and whatever the case', () => {
    const title = titles[name.split(/[ .,]/)[0] as VendorName];
    expect(vendorOf(columns, 'auto')?.title).toBe(title);
    expect(vendorOf(columns.toReversed(), 'auto')?.title).toBe(title);
    expect(
      vendorOf(
        columns.map((column) => column.toUpperCase()),
        'auto',
      )?.title,
    ).toBe(title);
  });

  test('is imported the same with its saved column mapping', async () => {
    const row = columns.map((column) => cells[column] ?? '').join(',');
    const path = file(`${headers}\n${row}\n`);
    const map = join(workdir(), 'map.json');
    const first = await emulator();
    const dry = ['contacts', 'import', path, ...flags, '--dry-run', '--write-map', map];
    expect((await run(dry, { env: first.env })).code).toBe(0);
    const ran = await run(['contacts', 'import', path, '--map-file', map], { env: first.env });
    expect(ran.code, ran.err).toBe(0);
    expect(await heldContacts(first)).toEqual([expect.objectContaining(contact)]);
  });

  test('is imported with its own id, name, email address and phone number', async () => {
    const api = await emulator();
    const row = columns.map((column) => cells[column] ?? '').join(',');
    const { code, out, err } = await run(['contacts', 'import', file(`${headers}\n${row}\n`), ...flags], {
      env: api.env,
    });
    expect(code, out + err).toBe(0);
    expect(await heldContacts(api)).toEqual([expect.objectContaining(contact)]);
  });

  test('with an unmapped, filled column is refused, and the column is named', async () => {
    const api = await emulator();
    const row = [...columns.map((column) => cells[column] ?? ''), 'no'].join(',');
    const content = `${headers},Accepts Everything\n${row}\n`;
    const { code, err } = await run(['contacts', 'import', file(content), ...flags], { env: api.env });
    expect([code, err]).toEqual([2, expect.stringContaining('Accepts Everything')]);
    expect(await heldContacts(api)).toEqual([]);
  });
});

describe('files of no known program', () => {
  test.each([
    'external_id,name,email,phonenumber',
    'id,external_id,name,email,phonenumber,stripe_accounts,created_at,updated_at,custom_attributes.plan',
    'User ID,Name,Email,Phone,Company,Notes',
    'First Name,Last Name,E-mail Address',
    'id,name,email,role,organization,restricted',
    'Customer ID,Email,Tags,Note',
    'email,labels',
  ])('%s', (headers) => {
    expect(vendorOf(headers.split(','), 'auto')).toBeUndefined();
  });

  test('a file that matches two programs is an error that names both', async () => {
    const api = await emulator();
    const content = 'Customer ID,Accepts Email Marketing,Tax Exempt,MEMBER_RATING,LEID\n1,no,no,2,3\n';
    const { code, err } = await run(['contacts', 'import', file(content)], { env: api.env });
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('the exports of Mailchimp and Shopify. Choose one with --source mailchimp'),
    ]);
    const said = ['--source', 'shopify', '--unknown-columns', 'ignore'];
    // To drop a marketing opt-out, its column must be named.
    const refused = await run(['contacts', 'import', file(content), ...said], { env: api.env });
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringMatching(
        /"Accepts Email Marketing" about consent, which is left out by name only[\s\S]*--ignore 'Accepts Email Marketing'/,
      ),
    ]);
    const named = [...said, '--ignore', 'Accepts Email Marketing'];
    expect((await run(['contacts', 'import', file(content), ...named], { env: api.env })).code).toBe(0);
  });

  test('--source none treats a known layout like any other, so a repeated name is an error', async () => {
    const api = await emulator();
    const content = `${exports.intercom?.headers}\n`;
    const { code, err } = await run(['contacts', 'import', file(content), '--source', 'none'], {
      env: api.env,
    });
    expect([code, err]).toEqual([2, expect.stringContaining('"Email" and "email", differ only in case')]);
  });

  test('every program can be selected by name', async () => {
    for (const name of vendorNames) expect(vendorOf(['a'], name)?.title).toBe(titles[name]);
    expect(vendorOf(['MEMBER_RATING', 'LEID'], 'none')).toBeUndefined();
  });
});
