import type { Document, LineCounter, ParsedNode } from 'yaml';
import { Failure } from '../../base/failure.js';
import { isTooDeep, maxDepth } from '../../base/json.js';

/**
 * Parses a user's YAML and passes the document to `use`. Throws Failure 'usage' for content that is nested too deeply and for
 * aliases that expand to too much data; syntax errors are in the document.
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
    // RangeError: stack overflow. ReferenceError: the library's limit on alias expansion.
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
