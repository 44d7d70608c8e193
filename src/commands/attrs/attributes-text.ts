import type { Attribute, AttributeType } from '../../api/attrs.js';
import { plainLine } from '../../base/escape/terminal.js';
import { yamlText } from '../../base/yaml-text.js';
import { unusableName } from '../../contacts/schema/attributes-file.js';

/** An attribute as it is written to a file. What is `undefined` is left out. */
export type WrittenAttribute = {
  readonly name: string;
  readonly type: AttributeType;
  readonly label: string;
  readonly description?: string | undefined;
  readonly archived?: boolean | undefined;
  /** Comments above it. */
  readonly notes?: readonly string[];
};

const head = `# Custom attributes of a bot's contacts.
# cbase attrs plan compares this file with the bot, and cbase attrs apply changes the bot.
# An attribute cannot be deleted, renamed or given another type: archive it when it is no longer used.
# What is not in this file is left alone: attributes, and fields of an attribute.
`;

/** The attributes of a bot that a file can hold, in the order of their names. */
export function managed(held: readonly Attribute[]): readonly WrittenAttribute[] {
  return inOrder(held)
    .filter(isManaged)
    .map(({ name, type, label, archived, raw }) => {
      const description = typeof raw.description === 'string' ? raw.description : '';
      return { name, type, label, archived, description: description || undefined };
    });
}

/** The file of the attributes that a bot has. */
export async function attributesText(held: readonly Attribute[]): Promise<string> {
  const others = inOrder(held).filter((one) => !isManaged(one));
  return fileText(
    managed(held),
    others.map(({ name, raw }) => `Not managed by cbase: ${name} (${String(raw.type)})`),
  );
}

function inOrder(held: readonly Attribute[]): readonly Attribute[] {
  return [...held].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The documentation knows its type and allows its name. */
function isManaged({ name, type }: Attribute): boolean {
  return type !== 'other' && unusableName(name) === undefined;
}

/** A file of attributes: its head, and comments about what is not in it. */
export async function fileText(
  attributes: readonly WrittenAttribute[],
  notes: readonly string[] = [],
): Promise<string> {
  if (attributes.length === 0) return `${head}${commented(notes, '')}attributes: []\n`;
  const entries = await Promise.all(attributes.map(entryText));
  return `${head}${commented(notes, '')}attributes:\n${entries.join('')}`;
}

async function entryText({ notes = [], ...attribute }: WrittenAttribute): Promise<string> {
  const { name, type, label, description, archived } = attribute;
  const fields = {
    ...{ name, type, label },
    ...(description !== undefined && { description }),
    ...(archived !== undefined && { archived }),
  };
  const lines = (await yamlText([fields])).trimEnd().split('\n');
  return `${commented(notes, '  ')}${lines.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join('')}`;
}

function commented(notes: readonly string[], indent: string): string {
  return notes.map((note) => `${indent}# ${plainLine(note)}\n`).join('');
}
