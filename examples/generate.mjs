// Writes the example files, the same bytes every time: node examples/generate.mjs [directory]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = process.argv[2] ?? import.meta.dirname;

/** A small seeded random number generator (mulberry32). */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = numbers(2026);
const pick = (list) => list[Math.floor(random() * list.length)];

const header =
  'First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Website 1 - Label,Website 1 - Value,Event 1 - Label,Event 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value'.split(
    ',',
  );
const names = [
  ['Ada', 'Lovelace', 'London'],
  ['Zoë', 'Müller', 'Köln'],
  ['José', 'García', 'Málaga'],
  ['Łukasz', 'Wójcik', 'Łódź'],
  ['太郎', '山田', '東京'],
  ['伟', '王', '北京'],
  ['민준', '김', '서울'],
  ['Наталья', 'Иванова', 'Казань'],
  ['Ayşe', 'Yılmaz', 'İzmir'],
  ['Åsa', 'Öberg', 'Malmö'],
  ['Chloé', "O'Neill", 'Cork'],
  ['अनिल', 'शर्मा', 'पुणे'],
];
const companies = ['Analytical Engines', 'Becker & Söhne', 'Café "Zum Anker"', 'Data, Inc.', '株式会社サンプル', ''];
const notes = ['', '', '', 'Prefers decaf ☕', 'Met in Porto.\nWants a "tasting" set.', 'Call before noon; never on Fridays', '👩‍🌾 grows her own 🌱'];

function quoted(cell) {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function googleRow(i) {
  const [first, last, city] = pick(names);
  const cells = {
    'First Name': first,
    'Last Name': last,
    'Organization Name': pick(companies),
    Notes: pick(notes),
    Labels: '* myContacts',
    'E-mail 1 - Label': '* Work',
    'E-mail 1 - Value': `person${i}@example.${pick(['com', 'org', 'net'])}`,
    'Phone 1 - Label': random() < 0.7 ? 'Mobile' : '',
    'Phone 1 - Value': `+49 30 ${String(1000000 + i)}`,
    'Address 1 - City': city,
    'Custom Field 1 - Label': 'Customer number',
    'Custom Field 1 - Value': `C-${String(10000 + i)}`,
  };
  return header.map((name) => quoted(cells[name] ?? '')).join(',');
}

const google = [header.join(','), ...Array.from({ length: 2500 }, (_, i) => googleRow(i + 1))].join('\r\n');
writeFileSync(join(directory, 'google-contacts.csv'), `${google}\r\n`);

writeFileSync(
  join(directory, 'mistakes.csv'),
  `external_id,name,email,phone,seats,customer_since,newsletter
m-1,Emmy Noether,emmy@example.com,+4930111,3,2024-05-31,yes
m-2,Carl Gauß,carl(at)example.com,+4930112,2,2024-06-01,no
m-3,Sofja Kowalewskaja,sofja@example.com,1.23457E+11,5,2024-06-02,yes
m-1,Emmy Noether again,emmy2@example.com,+4930114,3,2024-05-31,yes
m-5,Srinivasa Ramanujan,srini@example.com,+4930115,many,2024-02-30,perhaps
m-6,Maryam Mirzakhani,maryam@example.com,+4930116,7
,Nobody,nobody@example.com,+4930117,1,2024-06-05,no
m-8,Ada Twice,ADA@example.com,+4930118,1,2024-06-06,no
m-9,Évariste Galois,evariste@example.com,+4930119,1,2024-06-07,no
`,
);

const lines = [
  { external_id: 'n-1', name: 'Katherine Johnson', email: 'katherine@example.com', custom_attributes: { plan: 'pro', seats: 12, newsletter: true } },
  { external_id: 'n-2', name: 'Dorothy Vaughan', phonenumber: '+12025550143', custom_attributes: { customer_since: '2023-11-05' } },
  { external_id: 'n-3', name: 'Mary Jackson', email: 'mary@example.com', stripe_accounts: [{ label: 'main', stripe_id: 'cus_NffrFeUfNV2Hib' }] },
];
writeFileSync(join(directory, 'contacts.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
