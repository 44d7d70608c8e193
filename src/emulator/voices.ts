/** How a model puts an answer: what it says first, how it renders the passage, and what it says last. */
type Voice = { readonly opening: number; readonly form: number; readonly closing: number };

const openings = [
  '',
  'Sure! ',
  'Good question. ',
  'Happy to help! ',
  'Here is what I found: ',
  'In short: ',
  'Thanks for asking. ',
];
const closings = [
  '',
  ' Is there anything else you would like to know?',
  ' I hope that helps.',
  ' Let me know if you need more.',
  ' Just ask if anything is unclear.',
];
const sentencesOf = (text: string) => text.split(/(?<=[.!?])\s+/);
const forms: readonly ((passage: string) => string)[] = [
  (passage) => passage,
  (passage) => sentencesOf(passage).slice(0, 2).join(' '),
  (passage) =>
    `\n\n${sentencesOf(passage)
      .map((sentence) => `- ${sentence}`)
      .join('\n')}\n\n`,
];

/** The model of a new bot. It answers with the passage as it stands. */
export const plainModel = 'gpt-4o-mini';

/**
 * The answer of a model. Its wording depends on the model's name, so that comparing models shows a difference, and on
 * `variant`, which is 0 at temperature 0.
 */
export function answerIn(model: string, passage: string, variant: number): string {
  const { opening, form, closing } = voiceOf(model);
  const first = openings[(opening + variant) % openings.length] ?? '';
  return (first + (forms[form]?.(passage) ?? passage) + (closings[closing] ?? '').trimEnd())
    .replace(/\n\n +/g, '\n\n')
    .trim();
}

function voiceOf(model: string): Voice {
  if (model === plainModel) return { opening: 0, form: 0, closing: 0 };
  const hash = hashOf(model);
  return {
    // A model other than the plain one always says something first.
    opening: 1 + (hash % (openings.length - 1)),
    form: (hash >>> 8) % forms.length,
    closing: (hash >>> 16) % closings.length,
  };
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
