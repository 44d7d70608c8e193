/** The chat as a page of its own, which is also what an iframe shows. `nonce` admits its script and style only. */
export function framePage(bot: { readonly name: string }, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(bot.name)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<header>${escaped(bot.name)} <small>local emulator</small></header>
<div id="messages" role="log"></div>
<form id="form">
<input id="text" aria-label="Message" placeholder="Message…" autocomplete="off">
<button>Send</button>
</form>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

const style = `
* { box-sizing: border-box; }
body { margin: 0; height: 100vh; display: flex; flex-direction: column; font: 15px/1.4 system-ui, sans-serif; background: #fff; color: #111; }
header { padding: 12px 16px; font-weight: 600; border-bottom: 1px solid #ddd; }
small { font-weight: 400; color: #666; }
#messages { flex: 1; overflow: auto; padding: 16px; display: flex; flex-direction: column; gap: 8px; }
#messages p { margin: 0; padding: 8px 12px; border-radius: 12px; max-width: 85%; white-space: pre-wrap; overflow-wrap: anywhere; }
.assistant { background: #eee; align-self: flex-start; }
.user { background: #111; color: #fff; align-self: flex-end; }
.error { color: #a00; }
form { display: flex; gap: 8px; padding: 12px; border-top: 1px solid #ddd; }
input { flex: 1; min-width: 0; font: inherit; padding: 8px; border: 1px solid #bbb; border-radius: 8px; }
button { font: inherit; padding: 8px 12px; }
`;

const script = `
'use strict';
const list = document.getElementById('messages');
const form = document.getElementById('form');
const input = document.getElementById('text');
const isEmbedded = window.parent !== window;
const conversationId = crypto.randomUUID();
const talk = [];
const waiting = new Map();
let turns = 0;
let state = {};

const tell = (message) => {
  if (isEmbedded) window.parent.postMessage({ emulator: 1, ...message }, '*');
};
const emit = (name, payload) => tell({ kind: 'event', name, payload });

function show(role, text) {
  const line = document.createElement('p');
  line.className = role;
  line.textContent = text;
  list.append(line);
  line.scrollIntoView();
}

/** They change only before the chat has begun. */
function greet() {
  if (talk.some(({ role }) => role === 'user')) return;
  list.replaceChildren();
  talk.length = 0;
  let left = 1000;
  for (const text of state.messages || ['Hi! What can I help you with?']) {
    const shown = text.slice(0, left);
    left -= shown.length;
    if (shown === '') continue;
    show('assistant', shown);
    talk.push({ role: 'assistant', content: shown });
  }
}

async function ask(more) {
  const response = await fetch(location.pathname + '/turn', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ conversationId, messages: talk, user: state.user, tools: state.tools, ...more }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

async function answerTo(text) {
  talk.push({ role: 'user', content: text });
  show('user', text);
  emit('user-message', { content: text });
  let answer = await ask();
  if (answer.toolCall) {
    const { name, type, toolCallId } = answer.toolCall;
    emit('tool-call', answer.toolCall);
    const turn = ++turns;
    tell({ kind: 'call', toolCall: answer.toolCall, user: answer.user, turn });
    const toolResult = await new Promise((resolve) => waiting.set(turn, resolve));
    emit('tool-result', { name, type, result: toolResult, toolCallId });
    answer = await ask({ toolResult });
  }
  talk.push({ role: 'assistant', content: answer.text });
  show('assistant', answer.text);
  emit('assistant-message', { content: answer.text });
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (text === '') return;
  input.value = '';
  await answerTo(text).catch((error) => show('error', error.message));
});

window.addEventListener('message', ({ data, source }) => {
  if (source !== window.parent || !data || data.emulator !== 1) return;
  if (data.kind === 'state') {
    state = data;
    greet();
  } else if (data.kind === 'result') {
    const resolve = waiting.get(data.turn);
    waiting.delete(data.turn);
    if (resolve) resolve(data.result);
  }
});
greet();
tell({ kind: 'ready' });
`;
