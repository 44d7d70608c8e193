import { expect, test } from 'vitest';
import { isConsent } from '../../../src/contacts/columns/consent.js';

test.each([
  ['Email consent', true],
  ['CONSENT', true],
  ['opt-in', true],
  ['Email Opt Out', true],
  ['OPTIN_TIME', true],
  ['optin', true],
  ['Unsubscribed from Emails', true],
  ['subscribed', true],
  ['Subscription status', true],
  ['Accepts Email Marketing', true],
  ['Accepts Marketing', true],
  ['Marketing contact status', true],
  ['HasOptedOutOfEmail', true],
  ['Do not call', true],
  ['DO-NOT-EMAIL', true],
  ['donotcontact', true],
  ['Subscriber number', false],
  ['Subscription plan', false],
  ['Options', false],
  ['Shop in town', false],
  ['Marketing budget', false],
  ['Do not disturb', true],
  ['Opted out', true],
  ['Opted In', true],
  ['Consented', true],
  ['Do not mail', true],
  ['SMS permission', true],
  ['Email Marketing', true],
  ['Adoption date', false],
  ['Permission level', false],
  ['Email', false],
  ['', false],
])('%j says whether somebody wants to be written to: %s', (header, says) => {
  expect(isConsent(header)).toBe(says);
});
