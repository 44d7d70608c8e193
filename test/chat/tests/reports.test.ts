import { describe, expect, test } from 'vitest';
import { nothingSpent } from '../../../src/chat/credits.js';
import { lineText } from '../../../src/chat/report-line.js';
import {
  repeatCommand,
  resultLines,
  resultsJson,
  summaryOf,
  summaryText,
  worstRun,
} from '../../../src/chat/tests/reports.js';
import type { TestResult } from '../../../src/chat/tests/run-tests.js';
import { answerOf } from '../../support/answers.js';
import { error, fail, fault, pass, result, results, summary } from '../../support/results.js';

const textOf = (...given: Parameters<typeof resultLines>) =>
  resultLines(...given)
    .map(lineText)
    .join('\n');

test('the summary counts tests by how they ended, and every assertion that was skipped', () => {
  expect(summary).toEqual({ tests: 3, passed: 1, failed: 1, errors: 1, skipped: 4, replies: 6, credits: 7 });
  expect(summaryText(summary).match(/\d+/g)).toEqual(['1', '3', '1', '1', '4', '6', '7']);
  expect(summaryText(summaryOf([result([pass])], nothingSpent)).match(/\d+/g)).toEqual(['1', '1', '0', '0']);
});

test('the run that is shown is the first that failed, before one that ended in an error', () => {
  expect([
    worstRun(result([pass, error, fail])),
    worstRun(result([error])),
    worstRun(result([pass])),
  ]).toEqual([fail, error, undefined]);
});

describe('a result as text', () => {
  test('is one line where it passed; else the question, the answer and what was wanted', () => {
    expect(textOf(result([pass]), 't.yaml').split('\n')).toHaveLength(1);
    const text = textOf(result([pass, fail]), 't.yaml');
    for (const part of ['fail', '1/2', 'refund', 'How long?', 'Two weeks', fault.text, fault.reason])
      expect(text).toContain(part);
    const late = { ...error, turns: [...error.turns, { question: 'And then?', answer: answerOf('x') }] };
    for (const part of ['Cut "off"', 'And then?']) expect(textOf(result([late]), 't.yaml')).toContain(part);
  });
});

describe('the command that asks again', () => {
  const command = (more: Partial<TestResult['test']>) => repeatCommand(result([fail], more), 'my tests.yaml');

  test('asks one plain question by itself, with its own model and temperature', () => {
    expect(command({})).toContain("'How long?'");
    const words = command({ model: 'gpt 4', temperature: 0 });
    expect([words.includes("--model 'gpt 4'"), words.includes('--temperature 0')]).toEqual([true, true]);
    expect(command({ turns: [{ user: "it's $(rm)", expect: [] }] })).toContain(`'it'\\''s $(rm)'`);
  });

  test.each<readonly [string, Partial<TestResult['test']>]>([
    ['several turns', { turns: Array(2).fill({ user: 'a', expect: [] }) }],
    ['no turn', { turns: [] }],
    ['a line break in its question', { turns: [{ user: 'a\nb', expect: [] }] }],
    ['a conversation that it shares', { isShared: true }],
  ])('names the file and the test where it has %s', (_, more) => {
    expect(command({ ...more, name: 'a b' })).toMatch(
      /^cbase tests run 'my tests.yaml' --bot \S+ --only 'a b'$/,
    );
  });
});

test('JSON has each run with its failures and its error, and null for what is absent', () => {
  const json = JSON.parse(JSON.stringify(resultsJson(results, 't.yaml', summary)));
  expect(json).toMatchObject({
    file: 't.yaml',
    summary,
    tests: [{ status: 'pass' }, { passed: 1, repeat: 3 }, {}],
  });
  expect(json.tests[1].runs[1].failures).toEqual([{ turn: 0, assertion: fault.text, reason: fault.reason }]);
  expect(json.tests[2].runs[0].error).toEqual({ code: 'temporary', message: 'Cut "off"' });
  expect(json.tests[0].runs[0]).toMatchObject({ status: 'pass', failures: [], error: null });
  const late = { ...fail, faults: [{ ...fault, turn: undefined }] };
  expect(JSON.stringify(resultsJson([result([late])], 't.yaml', summary))).toContain('"turn":null');
});
