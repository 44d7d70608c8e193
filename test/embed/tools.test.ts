import { Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { scriptValue } from '../../src/embed/escape.js';
import { vendorHost } from '../../src/embed/host.js';
import { snippetOf } from '../../src/embed/snippet.js';
import { readTools } from '../../src/embed/tools.js';

/** The script of a snippet with these actions, as a browser finds it. */
function scriptWith(text: string, name = 'tools.js'): string {
  const snippet = snippetOf({
    type: 'widget',
    bot: 'b1',
    host: vendorHost,
    identify: undefined,
    events: [],
    tools: readTools(text, name),
    initialMessages: [],
  });
  const [, script = ''] = /^<script>\n([\s\S]*?)<\/script/i.exec(snippet) ?? [];
  return script;
}

/** The actions that the script registers, and how often it does. */
function registered(script: string) {
  const calls: Record<string, (args: object, user?: object) => Promise<unknown>>[] = [];
  type Made = { onload?: () => void };
  const made: Made = {};
  const window: Record<string, unknown> = {};
  const document = {
    readyState: 'complete',
    createElement: () => made,
    body: { appendChild: () => {} },
  };
  new Script(script).runInNewContext({ window, document, Proxy, Error, Object, String });
  window.chatbase = { registerTools: (tools: (typeof calls)[number]) => calls.push(tools) };
  made.onload?.();
  expect(calls).toHaveLength(1);
  return calls[0] ?? {};
}

const body = '{ greet: async ({ name }) => ({ status: "success", data: "Hi " + name }) }';

describe('JavaScript', () => {
  test.each([
    body,
    `${body};`,
    `export default ${body};`,
    `module.exports = ${body};\n`,
    `window.chatbase.registerTools(${body});`,
    `const word = "Hi ";\nexport default { greet: async ({ name }) => ({ status: "success", data: word + name }) };`,
  ])('%s', async (text) => {
    expect(await registered(scriptWith(text)).greet?.({ name: 'Ada' })).toEqual({
      status: 'success',
      data: 'Hi Ada',
    });
  });

  test('what ends a script stays what it is in texts, templates, patterns and comments', async () => {
    const text =
      '/* </script> <!-- */ { out: async () => ({ status: "success", data: "</script><!--" + `<SCRIPT>` + /<\\/script>/.source + /<!--/u.test("<!--") }) }';
    const script = scriptWith(text);
    expect(script).not.toMatch(/<!--|<\/?script/i);
    expect(await registered(script).out?.({})).toEqual({
      status: 'success',
      data: '</script><!--<SCRIPT><\\/script>true',
    });
  });

  test('an error has both names, whether it is returned or thrown', async () => {
    const tools = registered(
      scriptWith(`{
        a: async () => ({ status: 'error', message: 'm' }),
        b: async () => ({ status: 'error', error: 'e' }),
        c: async () => { throw new Error('t') },
        d: () => { throw 'text' },
      }`),
    );
    const both = (text: string) => ({ status: 'error', message: text, error: text });
    expect(await tools.a?.({})).toEqual(both('m'));
    expect(await tools.b?.({})).toEqual(both('e'));
    expect(await tools.c?.({})).toEqual(both('t'));
    expect(await tools.d?.({})).toEqual(both('text'));
  });

  test.each([
    ['{ a: ', /not an object of functions in JavaScript/],
    ['import x from "y"; export default { a: x }', /not an object of functions/],
    ['{ a: 1 }); alert(1); ({', /not an object of functions/],
    [`registerTools(${body}); registerTools(${body});`, /2 times/],
    [`const x = 1; window.chatbase.registerTools(${body});`, /among other code/],
    ['{ a: (x, y) => x <!--y\n }', /not an object of functions|outside of a text/],
    ['{ a: (script) => 1 </script/.test("x") }', /outside of a text/],
  ])('%s is refused', (text, reason) => {
    expect(() => readTools(text, 'tools.js')).toThrow(reason);
  });
});

describe('a JSON list', () => {
  test('makes a stub of each, which says that it is not written', async () => {
    const list = [
      'ping',
      { name: 'get </script>', arguments: ['order id', 'class'] },
      { name: 'x', args: { a: 1 } },
    ];
    const script = scriptWith(JSON.stringify(list), 'tools.json');
    expect(script).not.toMatch(/<\/script/i);
    const tools = registered(script);
    expect(Object.keys(tools)).toEqual(['ping', 'get </script>', 'x']);
    const text = 'get </script> is not written yet';
    expect(await tools['get </script>']?.({})).toEqual({ status: 'error', message: text, error: text });
  });

  test.each([
    ['[]', /not a list of tools/],
    ['{"a": 1}', /not a list of tools/],
    ['[{}]', /tool 1 has no name/],
    ['["a", ""]', /tool 2 has no name/],
    ['["a", "a"]', /two tools called "a"/],
    ['[', /not JSON/],
  ])('%s is refused', (text, reason) => {
    expect(() => readTools(text, 'tools.json')).toThrow(reason);
  });
});

test.each([
  ['</script><!--', '"\\u003C/script\\u003E\\u003C!--"'],
  ['\u2028\u2029', '"\\u2028\\u2029"'],
  ['"\\', '"\\"\\\\"'],
])('%j in a script is %s', (text, source) => {
  expect(scriptValue(text)).toBe(source);
  expect(JSON.parse(source)).toBe(text);
});
