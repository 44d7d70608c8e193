import type { Attribute } from '../../api/attrs.js';
import { quoted } from '../../base/escape/shell.js';
import { Failure } from '../../base/failure.js';
import { fieldAliases, namePartOf, ruleThatLeavesOut } from './aliases.js';
import { applyOptions, type ColumnOptions } from './column-options.js';
import { isConsent } from './consent.js';
import { languageOf } from './languages.js';
import { refuseOtherHeaders } from './map-file.js';
import { foldedName, nearest } from './names.js';
import {
  type Column,
  columnName,
  fieldNames,
  hasNamePart,
  isTaken,
  type Planning,
  type Target,
  targetNamed,
} from './target.js';
import { areTranslations } from './translations.js';
import { isOwnExport, type Vendor, vendorOf } from './vendors.js';

/**
 * Maps every column: by what the user specified, then the API's own names, then the names in the exports of known programs
 * or else common ones, then attribute names and labels. Matches whole names only: "Email consent" is not an email address.
 * Throws one Failure 'usage' with everything that is wrong.
 */
export function planColumns(
  headers: readonly string[],
  schema: readonly Attribute[],
  options: ColumnOptions,
): readonly Column[] {
  if (options.saved !== undefined) refuseOtherHeaders(headers, options.saved.map, options.saved.path);
  const planning = emptyPlanning(headers, schema, options);
  applyOptions(planning, options);
  if (!planning.vendor?.hasRawTwins && planning.flaws.length === 0) refuseTwins(planning);
  applyNames(planning);
  requireId(planning, options);
  if (planning.flaws.length > 0) throw refused(planning.flaws);
  return columnsOf(planning, options);
}

/**
 * What cbase understands of the columns by itself, where nothing is imported: a file needs no ids, and a column that two fields
 * could claim, or that has the name of another one, is unmapped.
 */
export function understoodColumns(headers: readonly string[]): readonly Column[] {
  const options = { map: [], ignore: [], unknown: 'error', deriveIds: false, source: 'auto' } as const;
  const planning = emptyPlanning(headers, [], options);
  applyNames(planning);
  return columnsOf(planning, options);
}

function emptyPlanning(
  headers: readonly string[],
  schema: readonly Attribute[],
  options: ColumnOptions,
): Planning {
  const vendor = vendorOf(headers, options.source);
  const folded = headers.map(foldedName);
  return {
    headers,
    folded,
    schema,
    vendor,
    language: usesLanguage(vendor, options.source) ? languageOf(folded) : undefined,
    decided: new Map(vendor?.hasRawTwins ? rawTwins(twinColumns(folded), vendor) : []),
    flaws: [],
  };
}

function applyNames(planning: Planning): void {
  applyOwnNames(planning);
  applyAliases(planning);
  applyNameParts(planning);
  applyAttributes(planning);
  applyTranslations(planning);
}

function columnsOf({ headers, decided }: Planning, options: ColumnOptions): readonly Column[] {
  const target = (header: string, index: number) => decided.get(index) ?? undecidedTarget(header, options);
  return headers.map((header, index) => ({ index, header, target: target(header, index) }));
}

/** A program other than Outlook has names of its own. */
function usesLanguage(vendor: Vendor | undefined, source: ColumnOptions['source']): boolean {
  return (
    source === 'outlook' ||
    (source === 'auto' && (vendor === undefined || vendor === vendorOf([], 'outlook')))
  );
}

/** A "no" to marketing must not be lost through a flag that does not name its column. */
function undecidedTarget(header: string, { unknown }: ColumnOptions): Target {
  return unknown === 'ignore' && !isConsent(header)
    ? { kind: 'left-out', rule: '--unknown-columns ignore' }
    : { kind: 'unknown' };
}

function refused(flaws: readonly string[]): Failure {
  const [first = '', ...others] = flaws;
  const message =
    others.length === 0 ? first : `${flaws.length} problems with the columns: ${flaws.join('; ')}`;
  return new Failure('usage', message.charAt(0).toUpperCase() + message.slice(1), {
    advice: "Map a column with --map FIELD='COLUMN' or leave it out with --ignore 'COLUMN'",
    details: { columns: flaws },
  });
}

/** Columns with the same name as an earlier one, with that one. */
function twinColumns(folded: readonly string[]): readonly Twin[] {
  const first = new Map<string, number>();
  return folded.flatMap((name, index) => {
    const before = first.get(name);
    if (before === undefined) first.set(name, index);
    return name !== '' && before !== undefined ? [[index, before] as const] : [];
  });
}

type Twin = readonly [index: number, before: number];

/** Of columns with one name, no more than one may be left for cbase to understand. */
function refuseTwins({ headers, folded, decided }: Planning): void {
  const open = folded.map((name, index) => (decided.has(index) ? '' : name));
  const [first] = twinColumns(open);
  if (first === undefined) return;
  const [index, before] = first;
  const [one, other] = [headers[before] ?? '', headers[index] ?? ''];
  const areDistinct = plainCase.test(one) && plainCase.test(other) && one !== other;
  const [chosen, left] = areDistinct ? [quoted(one), quoted(other)] : [`#${before + 1}`, `#${index + 1}`];
  throw new Failure(
    'usage',
    areDistinct
      ? `Columns ${before + 1} and ${index + 1}, "${one}" and "${other}", differ only in case or punctuation`
      : `Columns ${before + 1} and ${index + 1} are both called "${other}"`,
    { advice: `Choose one with --map FIELD=${chosen}, and leave the other out with --ignore ${left}` },
  );
}

/** Names that can be told apart when they are read. */
const plainCase = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** Raw attributes that follow their labels are left out. */
function rawTwins(twins: readonly Twin[], vendor: Vendor): readonly (readonly [number, Target])[] {
  return twins.map(([index]) => [index, leftOut(rawTwinRule(vendor))]);
}

function rawTwinRule({ title }: Vendor): string {
  return `the ${title} layout: a raw attribute after the column of its label`;
}

/** The API's own names, so that an export can be imported again, and the columns of our own reports. */
function applyOwnNames(planning: Planning): void {
  const { headers, schema, vendor, decided } = planning;
  const hasExternalId = headers.includes('external_id');
  for (const [index, header] of headers.entries()) {
    if (decided.has(index)) continue;
    const isOwn =
      fieldNames.has(header) || header === 'stripe_accounts' || header.startsWith('custom_attributes.');
    const isWhole = header === 'name' && hasNamePart(planning);
    const target = isOwn && !isWhole ? targetNamed(header, schema) : undefined;
    const rule = ruleThatLeavesOut(header, vendor, hasExternalId);
    if (target !== undefined && !isTaken(planning, target)) decided.set(index, target);
    else if (rule !== undefined) decided.set(index, { kind: 'left-out', rule });
  }
}

function applyAliases(planning: Planning): void {
  const { headers, folded, vendor, language, decided, flaws } = planning;
  const stripe = folded.indexOf(vendor?.stripe ?? '-');
  if (stripe >= 0 && !decided.has(stripe)) decided.set(stripe, { kind: 'stripe', withEmail: true });
  for (const field of fieldNames) {
    if (isTaken(planning, { kind: 'field', field }) || (field === 'name' && hasNamePart(planning))) continue;
    const names = fieldAliases(field, vendor, language);
    const found = firstAlias(planning, names);
    if (found.length > 1)
      flaws.push(`the columns ${found.map((i) => `"${headers[i]}"`).join(' and ')} both look like ${field}`);
    else if (found[0] !== undefined) {
      decided.set(found[0], { kind: 'field', field });
      const hasSpares = vendor !== undefined || language !== undefined;
      if (hasSpares && field === 'phonenumber') applySpares(planning, names);
    }
  }
}

/** For a program that exports several phone numbers: if the first is blank, the next is used. */
function applySpares({ folded, decided }: Planning, names: readonly string[]): void {
  for (const [rank, name] of names.entries())
    for (const [index, header] of folded.entries())
      if (header === name && !decided.has(index)) decided.set(index, { kind: 'spare-phone', rank });
}

/** The columns that have the most specific of these names. */
function firstAlias({ folded, decided }: Planning, aliases: readonly string[]): readonly number[] {
  for (const alias of aliases) {
    const found = [...folded.keys()].filter((index) => folded[index] === alias && !decided.has(index));
    if (found.length > 0) return found;
  }
  return [];
}

function applyNameParts(planning: Planning): void {
  const { headers, vendor, language, decided, flaws } = planning;
  const hasName = isTaken(planning, { kind: 'field', field: 'name' });
  for (const [index, header] of headers.entries()) {
    const part = decided.has(index) ? undefined : namePartOf(header, language);
    if (part === undefined) continue;
    const target: Target = { kind: 'name-part', part };
    if (hasName) decided.set(index, leftOut('name parts; another column has the full name'));
    else if (!isTaken(planning, target)) decided.set(index, target);
    else if (vendor?.hasRawTwins) decided.set(index, leftOut(rawTwinRule(vendor)));
    else flaws.push(`two columns look like the ${part} name, one of them "${header}"`);
  }
}

function leftOut(rule: string): Target {
  return { kind: 'left-out', rule };
}

function applyAttributes(planning: Planning): void {
  const { headers, schema, decided, flaws } = planning;
  const called = attributesByFoldedName(schema);
  for (const [index, header] of headers.entries()) {
    if (decided.has(index)) continue;
    const name = header.replace(/^custom_attributes\./, '');
    const attribute = schema.find((one) => one.name === name) ?? onlyOne(called.get(foldedName(name)) ?? []);
    if (attribute === undefined) continue;
    const target: Target = { kind: 'attribute', attribute };
    if (isTaken(planning, target)) flaws.push(`two columns map to the attribute ${attribute.name}`);
    else if (attribute.archived && isOwnExport(headers, 'auto'))
      // An export includes their old values; the user did not ask to restore them.
      decided.set(index, { kind: 'left-out', rule: 'archived attributes, which accept no values' });
    else if (attribute.archived)
      flaws.push(
        `the column "${header}" maps to the attribute ${attribute.name}, which is archived and accepts no values`,
      );
    else if (attribute.type === 'other')
      flaws.push(`the attribute ${attribute.name} has a type that this version of cbase does not support`);
    else decided.set(index, target);
  }
}

/** `Firma` for an attribute that is called company, if no other column is. */
function applyTranslations(planning: Planning): void {
  const { folded, schema, decided } = planning;
  const free = schema.filter(
    (attribute) =>
      !attribute.archived &&
      attribute.type !== 'other' &&
      !isTaken(planning, { kind: 'attribute', attribute }),
  );
  for (const attribute of free) {
    const names = [foldedName(attribute.name), foldedName(attribute.label)];
    const found = [...folded.keys()].filter(
      (index) => !decided.has(index) && names.some((name) => areTranslations(name, folded[index] ?? '')),
    );
    const [only] = found;
    if (only !== undefined && found.length === 1) decided.set(only, { kind: 'attribute', attribute });
  }
}

/** By name and by label. */
function attributesByFoldedName(schema: readonly Attribute[]): ReadonlyMap<string, readonly Attribute[]> {
  const called = new Map<string, Attribute[]>();
  for (const attribute of schema) {
    for (const name of new Set([foldedName(attribute.name), foldedName(attribute.label)])) {
      called.set(name, [...(called.get(name) ?? []), attribute]);
    }
  }
  return called;
}

function onlyOne<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

const maxNamed = 12;

function requireId(planning: Planning, { deriveIds, key }: ColumnOptions): void {
  const { headers, flaws } = planning;
  const hasEmail = isTaken(planning, { kind: 'field', field: 'email' });
  const byEmail = [...(key === 'email' ? ['--key email'] : []), ...(deriveIds ? ['--derive-ids'] : [])];
  if (isTaken(planning, { kind: 'field', field: 'external_id' }) && key !== 'email') return;
  if (byEmail.length > 0 && hasEmail) return;
  const found = headers.slice(0, maxNamed).map((header, index) => `"${columnName({ index, header })}"`);
  const columns = `found: ${found.join(', ')}${headers.length > maxNamed ? ', …' : ''}`;
  if (byEmail.length > 0) {
    flaws.push(
      `${byEmail.join(' and ')} needs a column of email addresses, and none is mapped to email; ${columns}; map one with --map email='COLUMN'`,
    );
    return;
  }
  const near = nearest('external_id', headers);
  const other = hasEmail
    ? '; or derive ids from the email addresses with --derive-ids, or update contacts by their addresses with --key email'
    : '';
  const hint = near === undefined ? other : `; did you mean "${near}"?`;
  flaws.push(
    `no column is mapped to external_id, your own id for the contact, which every contact needs; ${columns}${hint}`,
  );
}
