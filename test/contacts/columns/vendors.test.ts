import { describe, expect, test } from 'vitest';
import {
  guardsIn,
  isOwnExport,
  type Source,
  sourceOf,
  vendorNames,
  vendorOf,
} from '../../../src/contacts/columns/vendors.js';

const own = ['id', 'external_id', 'name', 'created_at', 'custom_attributes.plan'];
const shopify = ['Customer ID', 'Accepts Email Marketing', 'Tax Exempt'];

describe('the program a file is from', () => {
  test.each<[readonly string[], Source, string | null]>([
    [['Record ID', 'Lead Status', 'x', 'y', 'z', 'v', 'w'], 'auto', 'hubspot'],
    [['record-id', 'LEAD_STATUS'], 'auto', 'hubspot'],
    // One that few others have counts with three in five that are known.
    [['Record ID', 'Email', 'First name', 'x', 'y'], 'auto', 'hubspot'],
    [['Record ID', 'Email', 'x', 'y'], 'auto', null],
    [['Record ID'], 'auto', 'hubspot'],
    [['Email', 'First name'], 'auto', null],
    [['Last heard from (UTC)', 'Last contacted (UTC+2)', 'x', 'y', 'z', 'v'], 'auto', 'intercom'],
    [['Heard last (UTC)', 'Contacted last', 'x'], 'auto', null],
    [['external_id', 'phonenumber', 'Record ID', 'Lead Status'], 'auto', null],
    [['External_ID', 'phonenumber', 'Record ID', 'Lead Status'], 'auto', 'hubspot'],
    [['Record ID', 'Lead Status'], 'none', null],
    [['Record ID', 'Lead Status'], 'chatbase', null],
    [['Record ID', 'Lead Status'], 'zendesk', 'zendesk'],
    [['a'], 'google', 'google'],
    [[], 'auto', null],
  ])('with the columns %j and --source %s is %s', (headers, source, name) => {
    expect(sourceOf(headers, source)).toBe(name);
    expect(vendorOf(headers, source) === undefined).toBe(name === null);
  });

  test('two that fit are refused, and both are named', () => {
    expect(() => vendorOf(['Record ID', 'Lead Status', 'LEID', 'EUID'], 'auto')).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringMatching(/HubSpot.*Mailchimp/) }),
    );
  });

  test('every program has an id of its own that a contact can have', () => {
    for (const name of vendorNames) expect(vendorOf([], name)?.fields.external_id).not.toEqual([]);
  });
});

test.each<[readonly string[], Source, boolean]>([
  [own, 'auto', true],
  [own.toReversed(), 'auto', true],
  [[...own, 'custom_attributes'], 'auto', true],
  [[...own, 'notes'], 'auto', false],
  [['id', 'external_id', 'name'], 'auto', false],
  [['external_id', 'created_at'], 'auto', false],
  [['anything'], 'chatbase', true],
  [own, 'none', false],
  [own, 'hubspot', false],
])('%j with --source %s is an export of our own: %s', (headers, source, isOwn) => {
  expect(isOwnExport(headers, source)).toBe(isOwn);
});

describe('apostrophes that only guard against a spreadsheet', () => {
  test.each<[readonly string[], 'csv' | 'json', Source, boolean | 'guards']>([
    [own, 'csv', 'auto', 'guards'],
    [own, 'json', 'auto', false],
    [shopify, 'csv', 'auto', true],
    [shopify, 'json', 'auto', false],
    [shopify, 'csv', 'none', false],
    [['a'], 'csv', 'shopify', true],
    [['a'], 'csv', 'hubspot', false],
    [['a'], 'csv', 'chatbase', 'guards'],
    [['a'], 'csv', 'auto', false],
  ])('%j in a %s file with --source %s: %s', (columns, format, source, guards) => {
    expect(guardsIn({ columns, format }, source)).toBe(guards);
  });
});
