import { endsPhone, isLikePhone, isSamePhone } from '../../base/address.js';
import { Failure } from '../../base/failure.js';
import { foldingFor } from '../../base/fold.js';

/**
 * Whether a value names the person that --customer names: it is the same id, email address or name, ignoring case, or
 * contains it as whole words (`weber` is in `Anna Weber`); or it is the same telephone number, however it is written, with or without its country code.
 * Throws Failure 'usage' if nobody is named.
 */
export function personNamed(wanted: string): (value: string) => boolean {
  const fold = foldingFor(wanted);
  const name = fold(wanted.trim());
  if (name === '')
    throw new Failure('usage', '--customer is empty', {
      advice: 'Name a contact id, an email address, a telephone number or a name',
    });
  const isPhone = isLikePhone(wanted);
  return (value) => {
    if (isPhone && isLikePhone(value) && isPhoneOf(value, wanted)) return true;
    return ` ${fold(value).trim()} `.includes(` ${name} `);
  };
}

/** WhatsApp numbers come without the plus sign. */
function isPhoneOf(value: string, wanted: string): boolean {
  return endsPhone(value, wanted) || isSamePhone(withPlus(value), withPlus(wanted));
}

function withPlus(number: string): string {
  return `+${number.trim().replace(/^(\+|00)/, '')}`;
}

/** The texts and numbers in a value, at any depth; not the names of its fields. */
export function valuesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesIn) : [];
}
