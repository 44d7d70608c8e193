import { Script } from 'node:vm';
import { Failure } from '../base/failure.js';
import { isObject, parseJson } from '../base/json.js';
import { scriptSource, scriptValue } from './escape.js';

/** The actions that a page registers, as JavaScript that is safe in a script element. */
export type Tools = {
  /** Statements that the actions need. */
  readonly before: string;
  /** An expression: an object with a function for each action. */
  readonly object: string;
};

/**
 * Reads a file of actions: JavaScript whose value is an object with a function for each, or a JSON list of their names and
 * arguments, of which stubs are made. Nothing of it is run. Throws Failure 'usage' for a file that is neither.
 */
export function readTools(text: string, name: string): Tools {
  const list = listIn(text, name);
  return list === undefined ? written(text, name) : { before: '', object: stubs(list) };
}

type Tool = { readonly name: string; readonly args: readonly string[] };

function listIn(text: string, name: string): readonly Tool[] | undefined {
  const isNamedJson = /\.json$/i.test(name);
  if (!isNamedJson && !/^\s*\[/.test(text)) return undefined;
  const list = jsonIn(text, name);
  const advice = 'Write it like ["get_weather", {"name": "get_order", "arguments": ["number"]}]';
  if (!Array.isArray(list) || list.length === 0)
    throw new Failure('usage', `${name} is not a list of tools`, { advice });
  const tools = list.map((one, i) => {
    const tool = toolIn(one);
    if (tool === undefined) throw new Failure('usage', `${name}: tool ${i + 1} has no name`, { advice });
    return tool;
  });
  const twice = tools.find((tool, i) => tools.findIndex((one) => one.name === tool.name) < i);
  if (twice !== undefined)
    throw new Failure('usage', `${name} has two tools called ${scriptValue(twice.name)}`, {
      advice: 'Remove one of them',
    });
  return tools;
}

function jsonIn(text: string, name: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new Failure('usage', `${name} is not JSON: ${(error as Error).message}`, {
      advice: 'Correct the file',
    });
  }
}

/** Arguments are a list of names, or an object with a name for each key. */
function toolIn(value: unknown): Tool | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { name: value, args: [] };
  if (!isObject(value) || typeof value.name !== 'string' || value.name === '') return undefined;
  const given = value.arguments ?? value.args ?? [];
  return { name: value.name, args: Array.isArray(given) ? given.map(String) : Object.keys(Object(given)) };
}

function stubs(tools: readonly Tool[]): string {
  const lines = tools.flatMap(({ name, args }) => [
    `  ${scriptValue(name)}: async (args, user) => {`,
    ...args.map((arg) => `    const ${variableOf(arg)} = args[${scriptValue(arg)}];`),
    `    throw new Error(${scriptValue(`${name} is not written yet`)});`,
    '    // On success: return { status: "success", data: "a text, or JSON" };',
    '  },',
  ]);
  return `{\n${lines.join('\n')}\n}`;
}

/** A variable named after an argument; one that no two arguments share is not needed, because stubs are edited. */
function variableOf(arg: string): string {
  const name = arg.replace(/[^A-Za-z0-9_$]/g, '_');
  return /^[A-Za-z_$]/.test(name) && !reserved.has(name) ? name : `arg_${name}`;
}

const reserved: ReadonlySet<string> = new Set(
  'args user await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield arguments eval'.split(
    ' ',
  ),
);

const calls = /\bregisterTools\s*\(/g;
const wholeCall = /^(?:window\s*\.\s*)?chatbase\s*\.\s*registerTools\s*\(([\s\S]*)\)\s*;?\s*$/;
const exported = /^(?:export\s+default\s|module\.exports\s*=)/m;

function written(text: string, name: string): Tools {
  const { before, object } = partsOf(text.trim(), name);
  checkSyntax(before, object, name);
  const tools = { before: scriptSource(before), object: scriptSource(object) };
  if (syntaxError(tools.before, tools.object) === undefined) return tools;
  throw new Failure(
    'usage',
    `${name} has <!-- or </script outside of a text, which ends a script in a page`,
    {
      advice: 'Write a space behind the <',
    },
  );
}

/** The object, and what stands before it: `export default {…}`, `module.exports = {…}`, `registerTools({…})`, or the object alone. */
function partsOf(text: string, name: string): Tools {
  const number = text.match(calls)?.length ?? 0;
  const inside = wholeCall.exec(text)?.[1];
  if (number === 1 && inside !== undefined) return { before: '', object: inside.trim() };
  if (number > 0)
    throw new Failure(
      'usage',
      `${name} calls registerTools${number > 1 ? ` ${number} times; each call replaces the actions of the one before` : ' among other code'}`,
      {
        advice: 'Make the object with all actions the default export, and leave the call to cbase',
      },
    );
  const start = exported.exec(text);
  if (start === null) return { before: '', object: withoutEnd(text) };
  return {
    before: text.slice(0, start.index).trim(),
    object: withoutEnd(text.slice(start.index + start[0].length)),
  };
}

function withoutEnd(text: string): string {
  return text.trim().replace(/;$/, '');
}

function checkSyntax(before: string, object: string, name: string): void {
  const wrong = syntaxError(before, object);
  if (wrong !== undefined)
    throw new Failure('usage', `${name} is not an object of functions in JavaScript: ${wrong}`, {
      advice:
        'Write the default export like: { get_weather: async (args, user) => ({ status: "success", data: "…" }) }',
    });
}

/** What keeps the two parts from being parsed; nothing is run. */
function syntaxError(before: string, object: string): string | undefined {
  try {
    new Script(`(() => {\n${before}\nreturn (\n${object}\n);\n});`);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
