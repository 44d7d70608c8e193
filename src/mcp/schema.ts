/** The JSON Schema of one property. Only these keywords are used, so that every client understands them. */
export type PropertySchema = {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly items?: PropertySchema;
  readonly minItems?: number;
};

/** The JSON Schema of the arguments of a tool. */
export type InputSchema = {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, PropertySchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties: false;
};

/** What a schema needs to know of an argument of a command. */
export type ArgumentSource = {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly choices: readonly string[] | null;
  readonly default: unknown;
};

/** What a schema needs to know of a flag. */
export type FlagSource = {
  /** The long name, such as `--limit`. */
  readonly name: string;
  /** The placeholder of its value; `null` for a flag that takes none. */
  readonly value: string | null;
  readonly description: string;
  readonly choices: readonly string[] | null;
  readonly accepts: {
    readonly type: 'integer' | 'number';
    readonly minimum: number;
    readonly maximum: number;
  } | null;
  readonly repeats: boolean;
  readonly default: unknown;
};

/** The property of a flag or an argument: `on_conflict` for `--on-conflict`. */
export function propertyName(name: string): string {
  return name.replace(/^--/, '').replaceAll('-', '_');
}

export function argumentSchema({ description, choices, default: usual }: ArgumentSource): PropertySchema {
  return {
    type: 'string',
    ...(description !== '' && { description }),
    ...(choices !== null && { enum: choices }),
    ...(typeof usual === 'string' && { default: usual }),
  };
}

export function flagSchema(flag: FlagSource): PropertySchema {
  const description = withoutShell(flag.description);
  const one = valueSchema(flag);
  if (flag.repeats) return { type: 'array', description, items: one, minItems: 1 };
  const isUsual = typeof flag.default === (one.type === 'integer' ? 'number' : one.type);
  return { ...one, description, ...(isUsual && { default: flag.default }) };
}

function valueSchema({ value, choices, accepts }: FlagSource): PropertySchema {
  if (value === null) return { type: 'boolean' };
  if (value === 'json') return { type: 'object' };
  if (accepts !== null) return accepts;
  return { type: 'string', ...(choices !== null && { enum: choices }) };
}

/** A description without what only a command line can do: repeat a flag, or read a file. */
function withoutShell(description: string): string {
  return description
    .replace(/[;,] (repeatable|repeat for more)/, '')
    .replace(/: (text|JSON), or @FILE/, '')
    .replace(', or @FILE', '');
}
