import transliterate from '@sindresorhus/transliterate';
import { Failure } from '../base/failure.js';

/** Lowercase letters, digits and underscores, starting with a letter (documentation: "Create Custom Attribute"). */
const strictName = /^[a-z][a-z0-9_]*$/;
/** Hyphens and capitals too (openapi). */
const wideName = /^[A-Za-z][A-Za-z0-9_-]*$/;

/**
 * Checks the name of an attribute against the documented rules, because the name is permanent. Returns a warning where the
 * documents disagree and the server decides. Throws Failure 'usage' for a name that breaks both rules.
 */
export function attributeNameWarning(name: string): string | undefined {
  if (strictName.test(name)) return undefined;
  if (wideName.test(name))
    return `The older documentation allows only lowercase letters, digits and _ in "${name}"; the server decides`;
  throw new Failure('usage', `"${name}" is not a valid attribute name`, {
    advice: `Start with a letter and use lowercase letters, digits and _, such as ${suggestion(name)}`,
  });
}

/** The fields of a contact (documentation: "Contact"); an attribute of such a name is refused. */
const reserved: ReadonlySet<string> = new Set([
  ...['id', 'external_id', 'name', 'email', 'phonenumber', 'stripe_accounts', 'custom_attributes'],
  ...['created_at', 'updated_at'],
]);

export function isReservedName(name: string): boolean {
  return reserved.has(name);
}

function suggestion(name: string): string {
  return asAttributeName(name) || 'plan';
}

/** The attribute name closest to a text: `plaetze` for `Plätze`; empty when the text has no letter that can be written in Latin. */
export function asAttributeName(text: string): string {
  return transliterate(text.normalize('NFKC'))
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '');
}

/** `customer_since` as people write it: `Customer since`. */
export function labelFor(name: string): string {
  const words = name.replace(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
