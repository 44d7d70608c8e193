import { expect, test } from 'vitest';
import { meaningOf, wordsOf } from '../../../src/chat/repl/parse.js';

const names = ['help', 'exit', 'retry', 'model'];
const message = (text: string) => ({ kind: 'message', text });
const command = (name: string, rest = '', isWord = false) => ({ kind: 'command', name, rest, isWord });

test.each([
  ['hello', message('hello')],
  ['', message('')],
  [' /help', message(' /help')],
  ['a /help', message('a /help')],
  ['//help', message('/help')],
  ['///', message('//')],
  ['/help\nme', message('/help\nme')],
  ['/help', command('help')],
  ['/help  retry ', command('help', 'retry')],
  ['/model gpt-4o temp=1', command('model', 'gpt-4o temp=1')],
  ['/hlep', { kind: 'unknown', name: 'hlep', nearest: 'help' }],
  ['/Help', { kind: 'unknown', name: 'Help', nearest: 'help' }],
  ['/home/ada/file', { kind: 'unknown', name: 'home/ada/file', nearest: undefined }],
  ['exit', command('exit', '', true)],
  [' Quit ', command('exit', '', true)],
  [':q', command('exit', '', true)],
  ['help', command('help', '', true)],
  ['?', command('help', '', true)],
  ['bye', message('bye')],
  ['exit now', message('exit now')],
  ['//exit', message('/exit')],
  ['/say exit', message('exit')],
  ['/say /model x', message('/model x')],
  ['/', { kind: 'unknown', name: '', nearest: undefined }],
])('%j means %j', (text, meaning) => {
  expect(meaningOf(text, false, names)).toEqual(meaning);
});

test.each(['/help', '//help', '/hlep', 'exit', '?'])('%s in a block is a message as it is', (text) => {
  expect(meaningOf(text, true, names)).toEqual(message(text));
});

test.each([
  ['', []],
  ['  ', []],
  ['a  b', ['a', 'b']],
  ['contains "30 days" now', ['contains', '30 days', 'now']],
  ['\'it "is"\' x', ['it "is"', 'x']],
  ['"" a', ['', 'a']],
  ['"open end', ['"open', 'end']],
])('%j is the words %j', (rest, words) => {
  expect(wordsOf(rest)).toEqual(words);
});
