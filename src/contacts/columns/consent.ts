import { foldedName } from './names.js';

const aboutConsent =
  /\b(consent|opt ?(in|out)|unsubscri\w*|subscri(bed|ption status)|accepts (\w+ )?marketing|marketing contact status|hasoptedoutofemail|do ?not ?(call|e ?mail|contact))\b/;

/** True for a column that says whether a person consents to being contacted: losing a "no" has legal consequences. */
export function isConsent(header: string): boolean {
  return aboutConsent.test(foldedName(header).slice(0, 200));
}
