import type { CellKind } from './cell-kind.js';

const plainId = /^(?:[A-Za-z][\w-]*|\d+)$/;
const plainEmail = /^[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;
const plainPhone = /^\+[1-9]\d{6,14}$/;
const plainInteger = /^(?:0|[1-9]\d{0,14})$/;
/** Latin, Japanese and Chinese letters, digits, and signs that no program adds or takes for a formula. */
const plainWords =
  /^[A-Za-z0-9\u00c0-\u024f\u3041-\u30ff\u4e00-\u9fff][A-Za-z0-9\u00c0-\u024f\u3041-\u30ff\u4e00-\u9fff .,&()/_-]*$/;

const maxPlainLength = 256;

/**
 * The value of a cell that is written the way most are, found with a single test; `undefined` for any other, which must be read with
 * care. By whatever rules it is read with care, the value is the same and nothing was done to get there, unless the cell is a
 * word for nothing or phone numbers are rewritten.
 */
export function plainValue(text: string, kind: CellKind): string | number | undefined {
  if (text.length > maxPlainLength) return undefined;
  switch (kind) {
    case 'id':
      return plainId.test(text) ? text : undefined;
    case 'email':
      return plainEmail.test(text) ? text : undefined;
    case 'phone':
      return plainPhone.test(text) ? text : undefined;
    case 'name':
    case 'text':
      return plainWords.test(text) && !text.endsWith(' ') ? text : undefined;
    case 'number':
      return plainInteger.test(text) ? Number(text) : undefined;
    case 'boolean':
    case 'date':
    case 'stripe':
      return undefined;
  }
}
