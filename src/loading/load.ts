import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
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
  const entryText = wrappedText(dist, entry);
  const cache = codeCache(host, entryText);
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
    const text = name === entry ? entryText : wrappedText(dist, name);
    const run = compiled(filename, { name, text, cache });
    const module: Chunk = { exports: {} };
    chunks.set(name, module);
    try {
      run(module.exports, require, module, filename, dist);
    } catch (error) {
      // Half of a chunk must not pass for the whole the next time.
      chunks.delete(name);
      throw error;
    }
    return module.exports;
  }
  return chunk(entry);
}

/** Every other name in the bundle is a package or a module of Node. */
function isChunk(id: string): boolean {
  return id.startsWith('./') && id.endsWith('.cjs');
}

const head = '(function (exports, require, module, __filename, __dirname) {';
const tail = '\n})';

/** A file of the bundle, wrapped as Node wraps a module. The parts are joined as bytes, because V8 would copy a joined string again. */
function wrappedText(dist: string, name: string): string {
  try {
    const fd = openSync(join(dist, name), 'r');
    const { size } = fstatSync(fd);
    const bytes = Buffer.allocUnsafeSlow(head.length + size + tail.length);
    bytes.write(head, 'latin1');
    const read = readSync(fd, bytes, head.length, size, null);
    closeSync(fd);
    bytes.write(tail, head.length + read, 'latin1');
    // The build writes ASCII.
    return bytes.toString('latin1', 0, head.length + read + tail.length);
  } catch (error) {
    throw new Error(`${name} of cbase cannot be read; reinstall it`, { cause: error });
  }
}

type Source = { readonly name: string; readonly text: string; readonly cache: CodeCache | undefined };

function compiled(filename: string, { name, text, cache }: Source): Wrapped {
  const cachedData = cache?.codeOf(name);
  const script = new Script(text, {
    filename,
    ...(cachedData !== undefined && { cachedData }),
  });
  cache?.loaded(name, script);
  return script.runInThisContext();
}
