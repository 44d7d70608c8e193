// The contacts file of the benchmarks: 8 columns, about 110 bytes per row. 15 % of the names and a quarter of the companies are
// quoted, one row in 500 has a line break.
import { closeSync, openSync, writeSync } from 'node:fs';

const header = 'external_id,name,email,phonenumber,company,seats,newsletter,customer_since\n';
const names = ['Ada Lovelace', '山田太郎', 'Zoë Müller-Lüdenscheidt', "Séamus O'Neill", 'Mary Jackson'];
const companies = ['Becker GmbH', 'Harbor Coffee Roasters', '"Lindqvist, Nowak & Sons"', 'Ångström AB'];
const rowsAtOnce = 10_000;

/** Writes a file with this number of rows, the same ones every time. */
export function writeContacts(path, rows) {
  const file = openSync(path, 'w');
  writeSync(file, header);
  for (let first = 0; first < rows; first += rowsAtOnce)
    writeSync(
      file,
      Array.from({ length: Math.min(rowsAtOnce, rows - first) }, (_, i) => rowAt(first + i)).join(''),
    );
  closeSync(file);
}

function rowAt(i) {
  const name = i % 20 < 3 ? `"Person, ""P"" ${i}"` : names[i % names.length];
  const company = i % 500 === 0 ? '"Two\nLines"' : companies[i % companies.length];
  return `customer-${i},${name},person.${i}@example.com,+4930${10_000_000 + i},${company},${i % 90},${i % 2 === 0},2024-05-${10 + (i % 20)}\n`;
}
