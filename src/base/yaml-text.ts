import { needsEscapes, withEscapes } from './escape/terminal.js';

/** What a document is written with, beside its value. */
export type YamlLayout = {
  /** Comments by the place of what they stand before: `styles.theme`. They are wrapped; a line feed begins a new line. */
  readonly comments?: Readonly<Record<string, string>>;
  /** Comments at the beginning and at the end of the document. */
  readonly head?: string;
  readonly tail?: string;
  /** The places of texts that stand in blocks even when they have one line only. */
  readonly blocks?: readonly string[];
};

/** A JSON value as a YAML document that readers of YAML 1.1 and 1.2 read alike, and that is safe to print. */
export async function yamlText(value: unknown, layout: YamlLayout = {}): Promise<string> {
  const { comments = {}, head, tail, blocks = [] } = layout;
  const { Document, isPair, isScalar, visit, Scalar } = await import('yaml');
  // `compat` quotes what only YAML 1.1 takes for something else than text: no, on, 1:30, 2026-01-02; but not a lone "=".
  const document = new Document(value, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, scalar) => {
      const { value: text } = scalar;
      if (typeof text === 'string' && (needsQuotes(text) || text === '=')) scalar.type = Scalar.QUOTE_DOUBLE;
    },
    Pair: (index, pair, path) => {
      const keys = [...path.filter(isPair), pair].map(({ key }) => String(isScalar(key) ? key.value : key));
      const place = keys.join('.');
      const comment = comments[place];
      if (comment !== undefined && isScalar(pair.key)) {
        pair.key.commentBefore = commentText(comment);
        pair.key.spaceBefore = keys.length === 1 && (head === undefined || index !== 0);
      }
      const { value } = pair;
      if (blocks.includes(place) && isScalar(value) && fitsInBlock(value.value))
        value.type = Scalar.BLOCK_LITERAL;
    },
  });
  if (head !== undefined) document.commentBefore = commentText(head);
  if (tail !== undefined) document.comment = commentText(tail);
  return withEscapes(document.toString({ lineWidth: 0 }));
}

/**
 * True for a text that neither stands plainly nor in a block: a reader would take its carriage returns for line feeds, or lose the blanks
 * that its first line begins with, for which the library does not write the mark that tells them from the indentation.
 */
function needsQuotes(text: string): boolean {
  const isIndented = text.includes('\n') && /^\n*[ \t]/.test(text);
  return isIndented || needsEscapes(text) || /[\u0000-\u0008\u000b-\u001f]/.test(text);
}

/** An empty text has no block, and one that begins with a blank would need a mark that few people know. */
function fitsInBlock(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== '' && !needsQuotes(text) && !/^\s/.test(text);
}

const commentWidth = 74;

/** A comment, wrapped between words. A line that starts with a blank stays as it is. */
function commentText(text: string): string {
  const lines = text.replace(/[\u0000-\u0009\u000b-\u001f]/g, ' ').split('\n');
  const wrapped = lines.flatMap((line) => {
    if (line === '' || line.startsWith(' ')) return [line];
    return line
      .replace(new RegExp(`(.{1,${commentWidth}})(?: +|$)`, 'g'), '$1\n')
      .trimEnd()
      .split('\n');
  });
  return wrapped.map((line) => (line === '' ? '' : ` ${line}`)).join('\n');
}
