import type { Convo } from '../../api/convos.js';
import { plain, plainLine } from '../../base/escape/terminal.js';
import type { TextFormat } from './text-formats.js';
import { aboutConvo, nameOfRole } from './transcript.js';

/** Conversations as Markdown. Message text is escaped, so none of it acts as markup. */
export function markdownFormat(title: string): TextFormat<Convo> {
  return {
    head: `# ${inertLine(title)}\n`,
    rows: (convos) => convos.map(section).join(''),
    tail: (isEmpty) => (isEmpty ? '\nNo conversations.\n' : ''),
  };
}

function section(convo: Convo): string {
  const about = aboutConvo(convo).map(inertLine).join(' · ');
  const messages = convo.messages.map(
    ({ role, text }) => `\n**${inertLine(nameOfRole(role))}:** ${inertText(text)}\n`,
  );
  return `\n## ${inertLine(convo.id ?? 'without an id')}\n${about === '' ? '' : `\n${about}\n`}${messages.join('')}`;
}

/** Text on one line, without a character that Markdown would obey. */
export function inertLine(text: string): string {
  return withoutMarkup(plainLine(text));
}

/** Escapes text and keeps its line breaks. */
export function inertText(text: string): string {
  return withoutMarkup(plain(text))
    .trimEnd()
    .replace(/[ \t]*\n[ \t]*/g, '  \n');
}

/** Escapes as little as possible, because escaped text is hard to read unrendered. */
function withoutMarkup(text: string): string {
  return text
    .replace(/[\\`*[\]~|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/^(\s*)([#+=-])/gm, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/gm, '$1\\$2')
    .replace(/(\w):\/\/|\b(www)\./gi, (link) => link.replace(/[:.]/, '\\$&'))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
