import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { opened } from '../../support/conversation.js';
import { ctrl } from '../../support/keys.js';
import { says } from '../../support/replies.js';
import { onScreen } from '../../support/screen.js';
import { file } from '../../support/workdir.js';

describe('T-8 commands', () => {
  test('C-65 an unknown command sends nothing and suggests the nearest; // sends a slash', async () => {
    const { at, asked } = await opened();
    at.type('/modle gpt-4o\r');
    await at.until('Did you mean /model?');
    at.type('//etc/hosts\r');
    await at.until('· ≈');
    expect(asked()).toEqual(['/etc/hosts']);
  });

  test('C-12 a conversation that is too long is not trimmed; the error says what to do', async () => {
    const { at, api, messages } = await opened();
    at.type('one\r');
    await at.until('· ≈', 1);
    api.next('POST /chat', { status: 413, body: { message: 'Payload too large' } });
    at.type('two\r');
    await at.until(
      'The request also included 1 turn of history. Shorten it with /undo, /fork --last N or /new',
    );
    await at.until('› two', 2);
    at.type('\r');
    await at.until('· ≈', 2);
    expect(messages(2)).toHaveLength(3);
  });

  test('C-65 Tab completes commands, models and files', async () => {
    const { at, cwd } = await opened();
    at.type('warm up\r');
    await at.until('· ≈');
    at.type('/mo\t');
    await at.until('/model');
    at.type(' gpt-4o-mi\t');
    await at.until('/model gpt-4o-mini');
    at.type('\r');
    await at.until('Model: gpt-4o-mini');
    file('x', 'notes-of-mine.md', cwd);
    at.type('/export notes\t');
    await at.until('/export notes-of-mine.md');
    at.type('\r');
    await at.until('notes-of-mine.md already exists');
  });

  test('C-72 C-73 /retry keeps every answer, asks before an expensive model, and /prev selects one', async () => {
    const { at, api, messages } = await opened();
    api.next('POST /chat', says('first answer'));
    at.type('go\r');
    await at.until('· ≈', 1);
    at.type('/retry model=gpt-4\r');
    await at.until('gpt-4 costs ≈ 20 credits a reply (last: 1). Use it? [y/N]');
    at.type('\r');
    await at.until(/^you › ?$/m, 1);
    at.type('/retry model=gpt-4o temp=0\r');
    await at.until('· ≈', 2);
    expect(api.seen('POST /chat')[1]?.body).toMatchObject({ model: 'gpt-4o', temperature: 0 });
    at.type('/prev\r');
    await at.until('Answer 1 of 2');
    at.type('more\r');
    await at.until('· ≈', 3);
    expect(messages(2)[1]).toEqual({ role: 'assistant', content: 'first answer' });
  });

  test('/undo, /edit, /fork and /history act on the right turns', async () => {
    const { at, home, messages } = await opened();
    for (const [i, question] of ['one', 'two', 'three'].entries()) {
      at.type(`${question}\r`);
      await at.until('· ≈', i + 1);
    }
    at.type('/undo\r');
    await at.until('Removed 1 turn; 2 left.');
    at.type('/edit 2\r');
    await at.until('The original conversation is stored as session');
    await at.until('› two', 2);
    at.type(' again\r');
    await at.until('≈ 1 credit', 4);
    expect(
      messages(3)
        .map(({ content }) => content)
        .slice(-1),
    ).toEqual(['two again']);
    at.type('/fork side --at 1\r');
    await at.until('Continuing in a copy with 1 turn');
    at.type('/history\r');
    await at.until('1. You: one');
    expect(readdirSync(join(home, '.local/state/cbase/sessions'))).toHaveLength(3);
  });

  test('C-11 /save says from when on messages are saved; /bot keeps the conversation', async () => {
    const { at, api } = await opened();
    at.type('one\r');
    await at.until('· ≈', 1);
    at.type('/save my-id\r');
    await at.until('From the next reply on, this whole conversation is saved to the dashboard as my-id');
    at.type('/bot b2\r');
    await at.until('It receives the turns so far (1)');
    at.type('two\r');
    await at.until('· ≈', 2);
    expect(api.seen('POST /chat').map(({ body }) => body as object)).toEqual([
      expect.not.objectContaining({ conversationId: expect.anything() }),
      expect.objectContaining({ conversationId: 'my-id', chatbotId: 'b2' }),
    ]);
  });

  test('C-134 /expect and /record write a test file that runs', async () => {
    const { at, api, cwd, home } = await opened();
    at.type('When are you open?\r');
    await at.until('· ≈', 1);
    at.type('/expect contains "8 to 18"\r');
    await at.until('This answer passes');
    at.type('/expect contans x\r');
    await at.until('there is no assertion "contans"');
    at.type('/record\r');
    await at.until('Run it with: cbase tests run cbase-tests.yaml');
    at.type(ctrl('D'));
    await at.exit;
    const tests = onScreen(['tests', 'run', 'cbase-tests.yaml'], { env: api.env, cwd, home });
    expect(await tests.exit).toBe(0);
    await tests.until('2 of 2 tests passed');
  });

  test('/expect gathers what is expected of a turn into one test, says which, and adds nothing twice', async () => {
    const { at, cwd } = await opened();
    for (const [i, question] of ['When are you open?', 'And returns?'].entries()) {
      at.type(`${question}\r`);
      await at.until('· ≈', i + 1);
    }
    at.type('/expect not_contains "30 days"\r');
    await at.until('Added to test 1 in cbase-tests.yaml: not_contains: 30 days');
    await at.until('This answer fails the check: it contains "30 days".');
    at.type('/expect max_chars 400\r');
    await at.until('Added to test 1 in cbase-tests.yaml: max_chars: 400');
    at.type('/expect max_chars 400\r');
    await at.until('Already in test 1 in cbase-tests.yaml: max_chars: 400');
    at.type('/undo\r');
    await at.until('Removed 1 turn');
    at.type('/expect icontains OPEN\r');
    await at.until('Added to test 2 in cbase-tests.yaml: icontains: OPEN');
    expect(readFileSync(join(cwd, 'cbase-tests.yaml'), 'utf8').replace(/ +/g, ' ')).toBe(
      [
        ...['bot: b1', 'tests:', ' - name: And returns?', ' turns:', ' - user: When are you open?'],
        ...[' - user: And returns?', ' expect:'],
        ...[' - not_contains: 30 days', ' - max_chars: 400', ' - name: When are you open?', ' turns:'],
        ...[' - user: When are you open?', ' expect:', ' - icontains: OPEN', ''],
      ].join('\n'),
    );
  });

  test('a number of a turn is refused with what can be chosen', async () => {
    const { at } = await opened();
    for (const [i, command] of ['/undo 5', '/history 2', '/edit 1', '/fork --last 3'].entries()) {
      at.type(`${command}\r`);
      await at.until('This conversation has no turns yet.', i + 1);
    }
    at.type('When are you open?\r');
    await at.until('· ≈');
    at.type('/undo 5\r');
    await at.until('"5" is not a number from 1 to 1. List them with /history.');
    at.type('/retry n=12\r');
    await at.until('"12" is not a number from 1 to 9. Write it like /retry n=3.');
  });

  test('/retry leaves a blank line behind its answer, as a message does', async () => {
    const { at } = await opened();
    at.type('When are you open?\r');
    await at.until('· ≈');
    at.type('/retry\r');
    await at.until('· ≈', 2);
    await at.until(/credit\n\nyou › ?[\s\S]*credit\n\nyou › ?$/);
  });

  test('/expect alone lists the kinds and asks for one and its value', async () => {
    const { at } = await opened();
    at.type('When are you open?\r');
    await at.until('· ≈');
    at.type('/expect\r');
    await at.until('Number or kind with value');
    await at.until(/^ 1 contains "30 days" +the answer contains this text$/m);
    at.type('1\r');
    await at.until('Value, as in contains "30 days": contains');
    at.type('"8 to 18"\r');
    await at.until('contains: 8 to 18\nThis answer passes.');
    at.type('/expect contains\r');
    await at.until('Not added: contains needs a value');
    at.type('/expect contans x\r');
    await at.until('did you mean "contains"?');
  });

  test('/pick alone names the answers to pick from', async () => {
    const { at } = await opened();
    at.type('/pick\r');
    await at.until('Nothing is being compared. Start with /compare.');
    at.type('/compare gpt-4o\r');
    await at.until('Comparing A (Support, its own model) and B (gpt-4o)');
    at.type('/pick\r');
    await at.until('Choose from: A (Support, its own model), B (gpt-4o).');
  });

  test('C-110 C-113 /compare asks all lanes, each with its own history, until /pick', async () => {
    const { at, api, messages, home } = await opened();
    api.next('POST /chat', says('from the first'));
    at.type('/compare gpt-4o gpt-5\r');
    await at.until('Comparing A (gpt-4o) and B (gpt-5)');
    at.type('one\r');
    await at.until('— B: gpt-5 —');
    await at.until(/^you › ?$/m);
    at.type('two\r');
    await at.until('— B: gpt-5 —', 2);
    await at.until(/^you › ?$/m);
    const histories = [2, 3].map((call) => messages(call)[1]?.content).sort();
    expect(histories).toHaveLength(2);
    expect(new Set(histories).size).toBe(2);
    at.type('/pick b\r');
    await at.until('Continuing with gpt-5');
    at.type('three\r');
    await at.until('· ≈', 1);
    expect(api.seen('POST /chat').at(-1)?.body).toMatchObject({ model: 'gpt-5' });
    expect(readFileSync(join(home, '.local/state/cbase/picks.jsonl'), 'utf8')).toContain('"picked":"gpt-5"');
  });
});
