import { Failure } from '../../base/failure.js';
import { fileText } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { refuseOtherFile } from '../../base/own-files.js';
import {
  didYouMean,
  fields,
  type LineOf,
  list,
  Misread,
  type Path,
  readYaml,
  text as textAt,
} from '../../base/yaml-file.js';
import { attributeNameWarning, isReservedName } from '../attribute-name.js';
import { type NewType, newTypes } from '../checking/new-attributes.js';

/** An attribute as a file wants it. What the file does not mention (`undefined`) is left as it is. */
export type WantedAttribute = {
  readonly name: string;
  readonly type: NewType;
  readonly label: string | undefined;
  /** Empty: none. */
  readonly description: string | undefined;
  readonly archived: boolean | undefined;
};

const advice =
  'Fix the file; "Custom attributes as code" in docs/as-code.md describes its format, and cbase attrs pull writes one';

/**
 * Reads a file of attributes, or stdin for `-`. Throws Failure 'usage' with file, line and column for whatever is wrong in it:
 * unknown fields and types, names that the API does not take, names that occur twice.
 */
export async function readAttributesFile(io: Io, path: string): Promise<readonly WantedAttribute[]> {
  return readAttributes(await fileText(io, path), path === '-' ? 'stdin' : path);
}

/** The same for text that was read already; `name` is how errors call its file. */
export async function readAttributes(text: string, name: string): Promise<readonly WantedAttribute[]> {
  refuseOtherFile(text, name, 'attributes');
  // `label: no`, `label: 01234` and `description: True` are what they look like.
  const isText = (keys: readonly string[]) => keys.at(-1) !== 'archived';
  return readYaml(text, name, wantedIn, { advice, isText });
}

function wantedIn(raw: unknown, lineOf: LineOf): readonly WantedAttribute[] {
  const { attributes } = fields(raw, [], ['attributes']);
  if (attributes === undefined) throw new Misread('the file has no "attributes:"');
  const firstLine = new Map<string, number>();
  return list(attributes, ['attributes']).map((one, i) => {
    const path: Path = ['attributes', i];
    const wanted = wantedAt(one, path);
    const before = firstLine.get(wanted.name);
    if (before !== undefined)
      throw new Misread(`"${wanted.name}" is defined on line ${before}, too`, [...path, 'name']);
    firstLine.set(wanted.name, lineOf(path));
    return wanted;
  });
}

function wantedAt(raw: unknown, path: Path): WantedAttribute {
  const own = fields(raw, path, ['name', 'type', 'label', 'description', 'archived']);
  const at = (field: string) => [...path, field];
  const name = nameIn(textAt(own.name, at('name')), 'name' in own ? at('name') : path);
  const label = textAt(own.label, at('label'));
  if (label?.trim() === '') throw new Misread('"label" is empty; leave it out to keep it', at('label'));
  return {
    name,
    type: typeIn(textAt(own.type, at('type')), 'type' in own ? at('type') : path),
    label,
    description: textAt(own.description, at('description')),
    archived: flagIn(own.archived, at('archived')),
  };
}

function nameIn(name: string | undefined, path: Path): string {
  if (name === undefined) throw new Misread('an attribute needs a "name"', path);
  const why = unusableName(name);
  if (why !== undefined) throw new Misread(why, path);
  return name;
}

/** Why no attribute can have this name, by the documented rules; `undefined` if one can. */
export function unusableName(name: string): string | undefined {
  if (isReservedName(name)) return `"${name}" is a name that the API reserves`;
  try {
    attributeNameWarning(name);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { advice: way = '' } = error.more;
    return `${error.message}; ${way.charAt(0).toLowerCase()}${way.slice(1)}`;
  }
}

function typeIn(type: string | undefined, path: Path): NewType {
  const known = newTypes.find((one) => one === type);
  if (known !== undefined) return known;
  if (type === undefined) throw new Misread(`an attribute needs a "type": ${newTypes.join(', ')}`, path);
  const meant = didYouMean(type, newTypes);
  throw new Misread(`"${type}" is not a type (${newTypes.join(', ')})${meant}`, path);
}

function flagIn(archived: unknown, path: Path): boolean | undefined {
  if (archived === undefined || archived === null) return undefined;
  if (typeof archived === 'boolean') return archived;
  throw new Misread('"archived" must be true or false', path);
}
