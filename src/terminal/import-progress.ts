/** A step of an import, as its room reports it. */
export type Step =
  | { readonly kind: 'checking'; readonly rows: number }
  | { readonly kind: 'looking'; readonly contacts: number; readonly total: number | undefined }
  | { readonly kind: 'sending'; readonly done: number; readonly total: number }
  | { readonly kind: 'updating'; readonly done: number; readonly total: number };

export function progressText(step: Step): string {
  switch (step.kind) {
    case 'checking':
      return `Checking: ${count(step.rows)} rows`;
    case 'looking':
      return `Looking what is there: ${count(step.contacts)}${step.total === undefined ? '' : ` of ${count(step.total)}`} contacts`;
    case 'sending':
      return `Sending: ${count(step.done)} of ${count(step.total)} batches`;
    case 'updating':
      return `Updating: ${count(step.done)} of ${count(step.total)} contacts`;
  }
}

/** A number with separators between thousands, the same in every locale. */
export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
