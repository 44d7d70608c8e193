import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fittedMessage } from '../../src/terminal/message.js';
import { textWidth } from '../../src/terminal/text-width.js';

const resume = 'cbase contacts import resume 20261126-190251-cd54 --base-url http://127.0.0.1:4000';

test.each([
  ['fits', 'Done.', 20, 'Done.'],
  ['words', 'The key was not found anywhere', 20, 'The key was not\n  found anywhere'],
  ['an indented line', '  Rejected: 12 rows of the file', 20, '  Rejected: 12 rows\n    of the file'],
  ['lines of its own', 'one two three four five\nsix', 20, 'one two three four\n  five\nsix'],
  [
    'a path',
    'Files: /home/ada/.local/state/cbase/runs/20261126',
    20,
    'Files:\n  /home/ada/.local/state/cbase/runs/20261126',
  ],
  ['a command that fits', 'Now: cbase chat', 20, 'Now: cbase chat'],
  ['a command', `To resume, run: ${resume}`, 60, `To resume, run:\n  ${resume}`],
  [
    'a command amid a sentence',
    'Store one with: cbase auth login; or set CHATBASE_API_KEY',
    40,
    'Store one with:\n  cbase auth login\nor set CHATBASE_API_KEY',
  ],
  [
    'a semicolon in quotes',
    `Take the quotes off: sed 's/^"//; s/"$//' FILE | cbase contacts import -; or leave them`,
    40,
    `Take the quotes off:\n  sed 's/^"//; s/"$//' FILE | cbase contacts import -\nor leave them`,
  ],
  ['a command on its own line', `  ${resume}`, 40, `  ${resume}`],
  [
    'a width that nothing fits',
    'one two three four five six seven',
    3,
    'one two three four\n  five six seven',
  ],
])('%s', (_, text, width, wanted) => {
  expect(fittedMessage(text, width)).toBe(wanted);
  expect(fittedMessage(wanted, width)).toBe(wanted);
});

test('law: no line is wider than the terminal but for a word alone, and no word is lost or broken', () => {
  const word = fc.constantFrom(
    'a',
    'row',
    'rejected',
    'contacts.csv',
    '日本語',
    '→',
    '12,002',
    'x'.repeat(50),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 20, max: 100 }), (words, width) => {
      const found = fittedMessage(words.join(' '), width);
      expect(found.replace(/\s+/g, '')).toBe(words.join(''));
      for (const line of found.split('\n'))
        if (/\S \S/.test(line)) expect(textWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});
