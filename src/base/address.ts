/** Whether two email addresses are the same to a person: case and Unicode form do not count. */
export function isSameEmail(one: string, other: string): boolean {
  return plainEmail(one) === plainEmail(other);
}

function plainEmail(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}

/** Whether a text can be meant as an email address. */
export function isLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text.trim());
}

/** Whether a text can be meant as a telephone number: at least six digits, and nothing but what stands between them. */
export function isLikePhone(text: string): boolean {
  return /^\s*\+?[\d\s().\-/\u00a0\u2010-\u2015]+$/u.test(text) && text.replace(/\D/g, '').length >= 6;
}

/** Whether two texts are the same telephone number, however it is written: `0049 30 1234` is `+49 (30) 1234`. */
export function isSamePhone(one: string, other: string): boolean {
  const number = plainPhone(one);
  return number !== '' && number === plainPhone(other);
}

/** Whether a telephone number is `part`, or ends with it as people leave out the country code: `030 1234` of `+49301234`. */
export function endsPhone(number: string, part: string): boolean {
  const national = plainPhone(part).replace(/^0+/, '');
  return isSamePhone(number, part) || (national.length >= 6 && plainPhone(number).endsWith(national));
}

/** The digits of a number, after `+` if it has a country code. */
function plainPhone(text: string): string {
  const compact = text.replace(/\(0\)/g, '').replace(/[^\d+]/g, '');
  return compact.replace(/^00/, '+').replace(/(?!^)\+/g, '');
}
