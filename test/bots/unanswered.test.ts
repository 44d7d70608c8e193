import { expect, test } from 'vitest';
import { sourceText } from '../../src/bots/sources.js';
import { testIo } from '../support/io.js';
import { file } from '../support/workdir.js';

const open = '[UNANSWERED] Replace this line with the answer.';

test('a text with questions that nobody has answered is refused, and they are named', async () => {
  const asked = ['One?', 'Two?', 'Three?', 'Four?'].map((question) => `## Q: ${question}\n${open}\n`);
  const path = file(`# Answers\n\n${asked.join('\n')}\n## Q: Five?\nYes.\n`, 'answers.md');
  await expect(sourceText(testIo(), [path])).rejects.toMatchObject({
    kind: 'usage',
    message: `answers.md has 4 questions without an answer: "One?" (line 3), "Two?" (line 6), "Three?" (line 9) and 1 more`,
  });
  const [deleted] = [file('## Q: One?\n\n## Q: Two?\nYes.\n', 'answers.md')];
  await expect(sourceText(testIo(), [deleted])).rejects.toThrow(
    '1 question without an answer: "One?" (line 1)',
  );
});

test('answered questions, and texts without any, are taken as they are', async () => {
  const text = '## Q: One?\nAlso asked as: 1?\nYes.\n\n## Opening hours\n\n## Q&A';
  expect((await sourceText(testIo(), [file(text, 'answers.md')])).text).toBe(text);
});
