import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The license texts of the packages that `modules` (paths of files) belong to, sorted by name. Throws for a package that
 * does not name a license.
 */
export function thirdPartyLicenses(modules) {
  const places = new Set(modules.map(packageDirectory).filter((place) => place !== undefined));
  const packages = [...places].map(read).sort((a, b) => (a.title < b.title ? -1 : 1));
  const head = 'cbase contains code of the following packages.\n';
  const texts = packages.map(({ title, text }) => `${'-'.repeat(80)}\n${title}\n\n${text}\n`);
  return [head, ...new Set(texts)].join('\n');
}

/** The directory of the package that a module belongs to; undefined for modules of cbase. */
function packageDirectory(module) {
  const match = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(module.replaceAll('\0', ''));
  return match?.[0];
}

function read(place) {
  const { name, version, license } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
  if (!license) throw new Error(`${name} does not name a license`);
  const file = readdirSync(place).find((name) => /^licen[cs]e/i.test(name));
  const text =
    file === undefined
      ? `License: ${license} (the package contains no text)`
      : readFileSync(join(place, file), 'utf8');
  return { title: `${name} ${version} (${license})`, text: text.trim() };
}
