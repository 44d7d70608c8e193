import { needsEscapes, withEscapes } from '../base/escape/terminal.js';

/** A JSON value as a YAML document that readers of YAML 1.1 and 1.2 read alike, and that is safe to print. */
export async function yamlText(value: unknown): Promise<string> {
  const { Document, visit, Scalar } = await import('yaml');
  // `compat` quotes what only YAML 1.1 takes for something else than text: no, on, 1:30, 2026-01-02; but not a lone "=".
  const document = new Document(value, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, scalar) => {
      const { value: text } = scalar;
      if (typeof text === 'string' && (needsEscapes(text) || text === '=')) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return withEscapes(document.toString({ lineWidth: 0 }));
}
