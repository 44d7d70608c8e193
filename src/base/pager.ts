import { spawnSync } from 'node:child_process';
import { withoutSecrets } from './child-environment.js';
import { codeOfCtrlC } from './late-signal.js';

type Env = Readonly<Record<string, string | undefined>>;

/** What decides whether a text is shown in a pager. */
export type PagerSituation = {
  readonly argv: readonly string[];
  readonly env: Env;
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
};

/** How a pager ended: as it should, by a signal, or with an error, as it also does if there is no such program. */
export type PagerEnd = 'shown' | 'stopped' | 'failed';

const usualPager = 'less -FRX';

/**
 * The pager for a text, as the words of its command line; `undefined` where the text is printed: it fits on the screen, there
 * is no terminal that could be scrolled, or no keyboard to leave the pager with. Variables are split at spaces; no shell reads them.
 */
export function pagerFor(text: string, { argv, env, stdout }: PagerSituation): readonly string[] | undefined {
  const isRefused = argv.includes('--no-pager') || argv.includes('--no-input') || Boolean(env.CI);
  if (!stdout.isTTY || env.TERM === 'dumb' || isRefused) return undefined;
  if (!stdout.rows || linesOnScreen(text, stdout.columns) < stdout.rows) return undefined;
  const words = (env.CBASE_PAGER ?? env.PAGER ?? usualPager).split(/\s+/).filter((word) => word !== '');
  return words.length === 0 || words[0] === 'cat' ? undefined : words;
}

function linesOnScreen(text: string, columns = 80): number {
  return text
    .split('\n')
    .reduce((lines, line) => lines + Math.max(1, Math.ceil(line.length / Math.max(1, columns))), -1);
}

/**
 * Shows a text in a pager, and waits until it is left. The pager does not inherit API keys. The caller must handle SIGINT, which
 * Ctrl-C in the pager sends to this process as well, and unless the text was `shown`, wait for a moment whether it arrives.
 */
export function showInPager([program = '', ...argv]: readonly string[], text: string, env: Env): PagerEnd {
  const { status, signal } = spawnSync(program, argv, {
    input: text,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { LESSCHARSET: 'utf-8', ...withoutSecrets(env) },
  });
  if (status === 0) return 'shown';
  return status === codeOfCtrlC || signal !== null ? 'stopped' : 'failed';
}
