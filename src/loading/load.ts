import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { type CodeCache, codeCache, type Host } from './code-cache.js';

type Require = (id: string) => unknown;
type Chunk = { exports: unknown };
/** The function that Node wraps a CommonJS module in. */
type Wrapped = (exports: unknown, require: Require, module: Chunk, filename: string, dirname: string) => void;

type Bundle = {
  /** The directory of its files. */
  readonly dist: string;
  /** The process that it is to run in. */
  readonly host: Host;
  /** Node's own, for packages and modules of Node. */
  readonly require: Require;
};

/**
 * Loads a file of the bundle, and later whatever it requires, like Node's `require`, but with the code that an earlier process has
 * compiled, and without looking for files whose names are known. Throws if a file is missing, or what it throws itself.
 */
export function load(entry: string, { dist, host, require: other }: Bundle): unknown {
  const text = read(dist, entry);
  const cache = codeCache(host, text);
  const chunks = new Map<string, Chunk>();
  const require = (id: string) => {
    // It is Node that has to import packages, not a script that was compiled here.
    if (id === './import.cjs') return other(join(dist, id));
    return isChunk(id) ? chunk(id.slice(2)) : other(id);
  };
  function chunk(name: string): unknown {
    const known = chunks.get(name);
    if (known !== undefined) return known.exports;
    const filename = join(dist, name);
    const run = compiled(filename, { name, text: read(dist, name), cache });
    const module: Chunk = { exports: {} };
    chunks.set(name, module);
    run(module.exports, require, module, filename, dist);
    return module.exports;
  }
  return chunk(entry);
}

function read(dist: string, name: string): string {
  try {
    // The build writes ASCII.
    return readFileSync(join(dist, name), 'latin1');
  } catch (error) {
    throw new Error(`${name} of cbase cannot be read; reinstall it`, { cause: error });
  }
}

/** Every other name in the bundle is a package or a module of Node. */
function isChunk(id: string): boolean {
  return id.startsWith('./') && id.endsWith('.cjs');
}

type Source = { readonly name: string; readonly text: string; readonly cache: CodeCache | undefined };

function compiled(filename: string, { name, text, cache }: Source): Wrapped {
  const code = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
  const cachedData = cache?.codeOf(name);
  const script = new Script(code, {
    filename,
    ...(cachedData !== undefined && { cachedData }),
  });
  cache?.loaded(name, script);
  return script.runInThisContext();
}
