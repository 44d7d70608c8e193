import { foldedName } from './names.js';

const aboutConsent =
  /\b(consent\w*|opt(ed)? ?(in|out)|unsubscri\w*|subscri(bed|ption status)|accepts (\w+ )?marketing|(e ?mail|sms|text) marketing|marketing contact status|hasoptedoutofemail|(e ?mail|sms|text|phone|contact|marketing) permission|do ?not ?(call|e ?mail|mail|text|sms|contact|disturb))\b/;

/** True for a column that says whether a person consents to being contacted: losing a "no" has legal consequences. */
export function isConsent(header: string): boolean {
  return aboutConsent.test(foldedName(header).slice(0, 200));
}
