import type { CommanderError } from 'commander';
import { Failure } from '../base/failure.js';
import { isNear, nearTo } from './near.js';
import { looksLikeKey } from './typed-keys.js';

/** Splits `error: unknown option '--x'\n(Did you mean --y?)` into a message and advice. */
export function usageFailure(error: CommanderError, argv: readonly string[]): Failure {
  if (error.code === 'commander.help')
    return new Failure('usage', 'No command was given', { advice: 'List the commands with --help' });
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const [, word = ''] = /'([^']*)'/.exec(first) ?? [];
  const suggestion = nearSuggestion(word, more.join(' '));
  // What commander suggests for --quiet=1 is --quiet.
  if (suggestion !== undefined && (word === suggestion || word.startsWith(`${suggestion}=`)))
    return new Failure('usage', `${suggestion} takes no value`, { advice: 'Omit the value' });
  const safe = withoutKeys(first);
  const message = safe.charAt(0).toUpperCase() + safe.slice(1).replace(/\.$/, '');
  return new Failure('usage', message, { advice: adviceFor(argv, message, suggestion) });
}

/** A failure for a word where the name of a command was expected. */
export function unknownWord(word: string, known: readonly string[], help: string): Failure {
  const shown = looksLikeKey(word) ? '…' : word;
  const near = nearTo(word, known);
  const advice = elsewhereAdvice(word) ?? (near.length === 0 ? `See ${help}` : didYouMean(near));
  return new Failure('usage', `Unknown command '${shown}'`, { advice });
}

/** What commander suggests is what is least far away, however far that is. */
function nearSuggestion(word: string, text: string): string | undefined {
  const [, words = ''] = /Did you mean (?:one of )?(.+)\?\)/.exec(text) ?? [];
  const near = words.split(', ').filter((name) => isNear(word, name));
  return near.length === 0 ? undefined : near.join(' or ');
}

function didYouMean(names: readonly string[]): string {
  return `Did you mean ${names.join(' or ')}?`;
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
  import: 'cbase contacts import',
  export: 'cbase leads export, cbase convos export or cbase contacts export',
  stats: 'cbase convos stats or cbase leads stats',
  conversations: 'cbase convos',
  attributes: 'cbase attrs',
  chatbots: 'cbase bots',
  agents: 'cbase bots',
};

function elsewhereAdvice(word: string): string | undefined {
  return Object.hasOwn(elsewhere, word) ? `Did you mean ${elsewhere[word]}?` : undefined;
}

function adviceFor(argv: readonly string[], message: string, suggestion: string | undefined): string {
  const [, word = ''] = /'([^']*)'/.exec(message) ?? [];
  const moved = movedTo(argv, word);
  if (moved !== undefined) return `Use ${moved}`;
  return elsewhereAdvice(word) ?? (suggestion === undefined ? 'See --help' : didYouMean([suggestion]));
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
