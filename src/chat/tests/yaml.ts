import type { Document, LineCounter, ParsedNode } from 'yaml';
import { Failure } from '../../base/failure.js';
import { isTooDeep, maxDepth } from '../../base/json.js';

/**
 * Parses YAML of the user, and does `use` with it. Throws Failure 'usage' for lists that are nested too deeply, and for aliases
 * that multiply until nothing can hold them; syntax errors are in the document.
 */
export async function withYaml<T>(
  text: string,
  path: string,
  use: (document: Document.Parsed<ParsedNode>) => T,
  lineCounter?: LineCounter,
): Promise<T> {
  const { parseDocument } = await import('yaml');
  if (isTooDeep(text)) throw unholdable(path, `it is nested more than ${maxDepth} levels deep`);
  try {
    return use(parseDocument(text, { prettyErrors: false, ...(lineCounter && { lineCounter }) }));
  } catch (error) {
    // What the library says of a stack that overflowed, and of aliases of aliases.
    if (error instanceof RangeError) throw unholdable(path, 'it is nested too deeply');
    if (error instanceof ReferenceError) throw unholdable(path, 'its aliases expand to too much data');
    throw error;
  }
}

function unholdable(path: string, why: string): Failure {
  return new Failure('usage', `${path} cannot be read: ${why}`, {
    advice: 'Reduce the nesting, or replace the aliases with their values',
  });
}
