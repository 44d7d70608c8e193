// Prints the section of a version in CHANGELOG.md: node build/release-notes.mjs VERSION [FILE]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text below the heading of a version, up to the next one; `undefined` if there is no such heading. */
function sectionOf(changelog, version) {
  const [, ...sections] = changelog.split(/^## +/m);
  const found = sections.find((section) => section.split(/\s/, 1)[0] === version);
  return found?.slice(found.indexOf('\n') + 1).trim();
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const [version, file = join(import.meta.dirname, '../CHANGELOG.md')] = process.argv.slice(2);
if (!version) fail('Usage: node build/release-notes.mjs VERSION [FILE]');
const notes = sectionOf(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'), version);
if (notes === undefined) fail(`${file} has no section "## ${version}"`);
if (notes.replace(/^#+ .*$/gm, '').trim() === '') fail(`The section "## ${version}" of ${file} is empty`);
process.stdout.write(`${notes}\n`);
