import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addExpectation } from '../../../src/chat/tests/add-expectation.js';
import { testIo } from '../../support/io.js';
import { file } from '../../support/workdir.js';

const turn = {
  bot: { id: 'b1', name: 'Support' },
  questions: ['Open?'],
  model: undefined,
  temperature: undefined,
  assertion: { kind: 'max_chars', value: 9 },
} as const;

const add = async (tests: string, more: object = {}) => {
  const path = file(`bot: Support\ntests:\n${tests}`, 'tests.yaml');
  const placed = await addExpectation(testIo(), path, { ...turn, ...more });
  return { ...placed, text: readFileSync(path, 'utf8') };
};
const open = '  - name: mine\n    turns: [{ user: Open?, expect: [{ contains: 8 }] }]\n';

test.each([
  ['a list', '[{ contains: 8 }]', 'expect: [ { contains: 8 }, { max_chars: 9 } ]'],
  ['a single assertion', '{ contains: 8 }', 'max_chars: 9'],
  ['nothing', 'null', 'max_chars: 9'],
])('an expectation is added to %s', async (_, expected, written) => {
  const { test: number, wasThere, text } = await add(`  - turns: [{ user: Open?, expect: ${expected} }]\n`);
  expect([number, wasThere]).toEqual([1, false]);
  expect(text).toContain(written);
  expect(text.match(/contains/g)?.length ?? 0).toBe(expected === 'null' ? 0 : 1);
});

test('comments and the name of the test stay', async () => {
  const { text } = await add(
    '  - name: mine # kept\n    turns:\n      - user: Open?\n        expect:\n          - contains: 8 # why\n',
  );
  expect(text).toBe(
    'bot: Support\ntests:\n  - name: mine # kept\n    turns:\n      - user: Open?\n        expect:\n          - contains: 8 # why\n          - max_chars: 9\n',
  );
});

test('what is expected already is not written again', async () => {
  const { wasThere, text } = await add(open, { assertion: { kind: 'contains', value: '8' } });
  expect([wasThere, text]).toEqual([true, `bot: Support\ntests:\n${open}`]);
});

test.each([
  ['another question', open, { questions: ['Closed?'] }],
  ['another bot', open, { bot: { id: 'b2', name: 'Sales' } }],
  ['another model', open, { model: 'gpt-4o' }],
  ['another temperature', open, { temperature: 0 }],
  ['more turns', '  - turns: [{ user: Open? }, { user: And now? }]\n', {}],
  ['fewer turns', open, { questions: ['Open?', 'And now?'] }],
  [
    'another question before',
    '  - turns: [{ user: Hi }, { user: Open? }]\n',
    { questions: ['Hello', 'Open?'] },
  ],
  ['a shared conversation', '  - session: shared\n    turns: [{ user: Open? }]\n', {}],
])('a test with %s is another test', async (_, tests, more) => {
  expect(await add(tests, more)).toMatchObject({ test: 2, wasThere: false });
});

test('a follow-up is asked behind the questions before it, and only its answer is checked', async () => {
  const more = { questions: ['Open?', 'And on Sunday?'] };
  const { text } = await add(open, more);
  expect(text).toContain(
    '  - name: And on Sunday?\n    turns:\n      - user: Open?\n      - user: And on Sunday?\n        expect:\n          - max_chars: 9\n',
  );
  const again = await addExpectation(testIo(), file(text, 'tests.yaml'), { ...turn, ...more });
  expect(again).toEqual({ test: 2, wasThere: true });
});

test('an empty list of tests gets its first', async () => {
  const path = file('bot: Support\ntests: []\n', 'tests.yaml');
  expect(await addExpectation(testIo(), path, turn)).toEqual({ test: 1, wasThere: false });
});
