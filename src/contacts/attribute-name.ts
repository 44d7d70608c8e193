import { Failure } from '../base/failure.js';

/** Lower-case letters, digits and underscores, beginning with a letter (documentation: "Create Custom Attribute"). */
const strictName = /^[a-z][a-z0-9_]*$/;
/** Hyphens and capitals too (openapi). */
const wideName = /^[A-Za-z][A-Za-z0-9_-]*$/;

/**
 * Checks the name of an attribute against the documented rules: the name is for ever. Returns a warning where the documents
 * disagree and the server has to decide. Throws Failure 'usage' for a name that breaks both rules.
 */
export function attributeNameWarning(name: string): string | undefined {
  if (strictName.test(name)) return undefined;
  if (wideName.test(name))
    return `The older documentation allows only lower-case letters, digits and _ in "${name}"; the server decides`;
  throw new Failure('usage', `"${name}" cannot be the name of an attribute`, {
    advice: `Begin with a letter and use lower-case letters, digits and _, such as ${suggestion(name)}`,
  });
}

function suggestion(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '');
  return plain === '' ? 'plan' : plain;
}

/** `customer_since` as people write it: `Customer since`. */
export function labelFor(name: string): string {
  const words = name.replace(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
