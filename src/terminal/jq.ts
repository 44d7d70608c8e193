import { Failure } from '../base/failure.js';

/** What an expression made of a document. */
export type Filtered = {
  /** One text per result: strings as they are, other values as compact JSON. */
  readonly results: readonly string[];
  /** What the expression wrote for people, with `debug` or `stderr`. */
  readonly notes: string;
};

/** A compiled jq expression. Throws Failure 'usage' with the words of jq if it fails on the document. */
export type JqFilter = (document: string) => Promise<Filtered>;

type Outcome = { readonly stdout: string; readonly stderr: string; readonly exitCode: number };

/** The part of jq-wasm used here. It is not one of our dependencies, so its types are not available. */
type Jq = {
  readonly raw: (input: string, expression: string, flags: readonly string[]) => Promise<Outcome>;
};

/** Compiles a jq expression. Throws Failure 'usage' if jq-wasm is not installed, or with the words of jq if the expression is invalid. */
export async function jqFilter(expression: string): Promise<JqFilter> {
  const jq = await loaded();
  const run = (document: string) => {
    // What starts with a hyphen would be a flag of jq.
    const program = expression.startsWith('-') ? ` ${expression}` : expression;
    return jq.raw(document, program === '' ? '.' : program, ['-c']).catch((error: unknown): Outcome => {
      return { stdout: '', stderr: error instanceof Error ? error.message : String(error), exitCode: 5 };
    });
  };
  // Without an input, jq compiles the expression and runs nothing.
  const compiled = await run('');
  if (compiled.exitCode !== 0)
    throw new Failure('usage', `--jq: ${wordsOf(compiled)}`, { advice: 'Correct the expression' });
  return async (document) => {
    const outcome = await run(document);
    if (outcome.exitCode !== 0)
      throw new Failure('usage', `--jq failed on the output: ${wordsOf(outcome)}`, {
        advice: 'Compare the expression with what the same command prints with --json',
      });
    const lines = outcome.stdout.split('\n').filter((line) => line !== '');
    return { results: lines.map(shown), notes: outcome.stderr };
  };
}

async function loaded(): Promise<Jq> {
  const name = 'jq-wasm';
  return (await import(name).catch(() => {
    throw new Failure('usage', '--jq requires the package jq-wasm, which is not installed', {
      advice: 'Install it with: npm install --global jq-wasm@3.0.0-jq-1.8.2; or use --json and pipe it to jq',
    });
  })) as Jq;
}

/** The first line says what is wrong and where; the others draw it. */
function wordsOf({ stderr, exitCode }: Outcome): string {
  const [first = ''] = stderr.split('\n');
  const words = first.replace(/^jq: (error:? )?(\(at [^)]*\): )?/, '').replace(/:$/, '');
  return words === '' ? `jq exited with ${exitCode}` : words;
}

function shown(line: string): string {
  return line.startsWith('"') ? (JSON.parse(line) as string) : line;
}
