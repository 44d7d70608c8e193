/**
 * The stand-in for the vendor's `embed.min.js`: it shows the widget, and offers what the documentation describes on
 * `window.chatbase` (event listeners, actions, open and close, initial messages, identity). The chat itself is a page of the
 * emulator in an iframe, as the vendor's is, so that a page of another origin needs no access to the emulator.
 */
export const widgetScript = `(() => {
  'use strict';
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const config = window.embeddedChatbotConfig || {};
  const bot = script.id || script.getAttribute('chatbotId') || config.chatbotId;
  if (!bot) return console.error('Emulator: the script has no id of a bot');
  const before = window.chatbase;
  if (before && before.q === undefined && before('getState') === 'initialized') return;

  const names = ['tool-call', 'tool-result', 'user-message', 'assistant-message'];
  const listeners = new Map(names.map((name) => [name, new Set()]));
  let user = window.chatbaseUserConfig;
  let tools = {};
  let messages;
  let isReady = false;

  const frame = document.createElement('iframe');
  frame.src = origin + '/chatbot-iframe/' + encodeURIComponent(bot);
  frame.title = 'Chat';
  frame.id = 'chatbase-bubble-window';
  frame.style.cssText = 'position:fixed;right:16px;bottom:80px;width:380px;height:min(560px,calc(100vh - 100px));' +
    'border:0;border-radius:12px;box-shadow:0 4px 24px rgba(0,0,0,.25);z-index:2147483646;display:none';
  const button = document.createElement('button');
  button.id = 'chatbase-bubble-button';
  button.type = 'button';
  button.textContent = '💬';
  button.setAttribute('aria-label', 'Chat');
  button.style.cssText = 'position:fixed;right:16px;bottom:16px;width:52px;height:52px;border:0;border-radius:50%;' +
    'font-size:24px;cursor:pointer;background:#111;z-index:2147483647';
  const show = (isOpen) => {
    frame.style.display = isOpen ? 'block' : 'none';
    button.setAttribute('aria-expanded', String(isOpen));
  };
  button.onclick = () => show(frame.style.display === 'none');
  document.body.append(frame, button);

  const tell = (message) => frame.contentWindow.postMessage({ emulator: 1, ...message }, origin);
  const state = () => {
    if (isReady) tell({ kind: 'state', user, tools: Object.keys(tools), messages });
  };
  const emit = (name, payload) => {
    for (const listener of [...listeners.get(name)]) {
      try {
        listener(payload);
      } catch (error) {
        console.error(error);
      }
    }
  };

  const known = (name) => {
    if (!listeners.has(name)) throw new Error('Unknown event "' + name + '". Choose from: ' + names.join(', '));
    return listeners.get(name);
  };
  const methods = {
    getState: () => 'initialized',
    open: () => show(true),
    close: () => show(false),
    identify: (properties) => {
      user = properties;
      state();
    },
    addEventListener: (name, listener) => void known(name).add(listener),
    removeEventListener: (name, listener) => void known(name).delete(listener),
    registerTools: (all) => {
      tools = { ...all };
      state();
    },
    setInitialMessages: (all) => {
      if (!Array.isArray(all) || !all.every((one) => typeof one === 'string'))
        throw new Error('setInitialMessages takes a list of texts');
      messages = all;
      state();
    },
  };
  const act = (name, ...args) => {
    if (!Object.hasOwn(methods, name)) throw new Error('window.chatbase has no method "' + String(name) + '"');
    return methods[name](...args);
  };
  window.chatbase = new Proxy(act, {
    get: (target, name) => (Object.hasOwn(methods, name) ? methods[name] : target[name]),
  });

  async function run({ toolCall, user: verified, turn }) {
    let result;
    try {
      const tool = tools[toolCall.name];
      if (!tool) throw new Error('No action "' + toolCall.name + '" is registered');
      result = await tool(toolCall.args, verified);
    } catch (error) {
      result = { status: 'error', error: String((error && error.message) || error) };
    }
    tell({ kind: 'result', turn, result: JSON.parse(JSON.stringify(result === undefined ? null : result)) });
  }

  window.addEventListener('message', ({ data, origin: from, source }) => {
    if (from !== origin || source !== frame.contentWindow || !data || data.emulator !== 1) return;
    if (data.kind === 'ready') {
      isReady = true;
      state();
    } else if (data.kind === 'event' && listeners.has(data.name)) emit(data.name, data.payload);
    else if (data.kind === 'call') run(data);
  });

  // Calls that the page made before this script was there.
  for (const call of (before && before.q) || []) {
    try {
      act(...call);
    } catch (error) {
      console.error(error);
    }
  }
})();
`;
