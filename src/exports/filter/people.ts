import { Failure } from '../../base/failure.js';
import { foldingFor } from './fold.js';

/** Fewer digits are a number, such as an id, and not a telephone number. */
const fewestDigits = 7;

/**
 * Whether a value names the person that --customer names: it is the same id, email address or name, ignoring case, or
 * contains it as whole words (`weber` is in `Anna Weber`); or it is the same telephone number, however it is written.
 * Throws Failure 'usage' if nobody is named.
 */
export function personNamed(wanted: string): (value: string) => boolean {
  const fold = foldingFor(wanted);
  const name = fold(wanted.trim());
  if (name === '')
    throw new Failure('usage', '--customer is empty', {
      advice: 'Name a contact id, an email address, a telephone number or a name',
    });
  const digits = telephone(wanted);
  return (value) => {
    if (digits !== undefined && telephone(value) === digits) return true;
    return ` ${fold(value).trim()} `.includes(` ${name} `);
  };
}

/** The digits of a telephone number, without the prefix of international calls. */
function telephone(text: string): string | undefined {
  if (!/^\s*(?:tel:)?[+(\d][\d\s()./-]*$/i.test(text)) return undefined;
  const digits = text.replace(/\D/g, '').replace(/^00/, '');
  return digits.length < fewestDigits ? undefined : digits;
}

/** The texts and numbers in a value, at any depth; not the names of its fields. */
export function valuesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesIn) : [];
}
