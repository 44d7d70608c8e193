import type { CommanderError } from 'commander';
import { Failure } from '../base/failure.js';
import { looksLikeKey } from './typed-keys.js';

/** Splits `error: unknown option '--x'\n(Did you mean --y?)` into a message and advice. */
export function usageFailure(error: CommanderError, argv: readonly string[]): Failure {
  if (error.code === 'commander.help')
    return new Failure('usage', 'No command was given', { advice: 'List the commands with --help' });
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /Did you mean (.+)\?\)/.exec(more.join(' '))?.[1];
  const [, word = ''] = /'([^']*)'/.exec(first) ?? [];
  // What commander suggests for --quiet=1 is --quiet.
  if (suggestion !== undefined && (word === suggestion || word.startsWith(`${suggestion}=`)))
    return new Failure('usage', `${suggestion} takes no value`, { advice: 'Omit the value' });
  const safe = withoutKeys(first);
  const message = safe.charAt(0).toUpperCase() + safe.slice(1).replace(/\.$/, '');
  return new Failure('usage', message, { advice: adviceFor(argv, message, suggestion) });
}

/** Flags of `chat` that are commands, or belong to one; and a word of `sessions` that is one. */
const moved: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  chat: {
    '--batch': 'cbase batch FILE',
    '--separator': 'cbase batch FILE --separator LINE',
    '--column': 'cbase batch FILE --column NAME',
    '--test': 'cbase tests run FILE',
    '--only': 'cbase tests run FILE --only TEXT',
    '--judge': 'cbase tests run FILE --judge BOT',
    '--update': 'cbase tests run FILE --update',
    '--retry-errors': 'cbase tests run FILE --retry-errors',
    '--replay': 'cbase replay FILE',
    '--since': 'cbase replay --since DAY',
    '--at-least': 'cbase replay FILE --at-least SHARE',
  },
  sessions: { 'to-test': 'cbase tests from-session' },
};

function movedTo(argv: readonly string[], word: string): string | undefined {
  const command = Object.keys(moved).find((name) => argv.includes(name));
  const targets = command === undefined ? undefined : moved[command];
  const [flag = ''] = word.split('=');
  return targets !== undefined && Object.hasOwn(targets, flag) ? targets[flag] : undefined;
}

const elsewhere: Readonly<Record<string, string>> = {
  login: 'cbase auth login',
  logout: 'cbase auth logout',
  whoami: 'cbase auth status',
  version: 'cbase --version',
};

function adviceFor(argv: readonly string[], message: string, suggestion: string | undefined): string {
  const [, word = ''] = /'([^']*)'/.exec(message) ?? [];
  const moved = movedTo(argv, word);
  if (moved !== undefined) return `Use ${moved}`;
  if (Object.hasOwn(elsewhere, word)) return `Did you mean ${elsewhere[word]}?`;
  return suggestion === undefined ? 'See --help' : `Did you mean ${suggestion}?`;
}

/** The value of an unknown flag or an unexpected word may be a key, so it is redacted. */
function withoutKeys(words: string): string {
  return words
    .replace(/^(unknown option '--[\w-]+)=.*'$/s, "$1'")
    .replace(/^(unknown option '-\w).+'$/s, (whole, flag: string) =>
      whole.includes("'--") ? whole : `${flag}'`,
    )
    .replace(/'[^']*'/g, (word) => (looksLikeKey(word) ? "'…'" : word));
}
