import { html, scriptBlock, scriptValue } from './escape.js';
import type { EmbedHost } from './host.js';
import type { Metadata } from './limits.js';
import type { EmbedType } from './platforms.js';
import type { Tools } from './tools.js';

/** The events of the widget (documentation: "Chatbot Event Listeners"). */
export const eventNames = ['tool-call', 'tool-result', 'user-message', 'assistant-message'] as const;
export type EventName = (typeof eventNames)[number];

/** What the server writes into the page for the user who is logged in. */
export const placeholders = { id: '{{USER_ID}}', hash: '{{USER_HASH}}' } as const;

export type Embed = {
  readonly type: EmbedType;
  readonly bot: string;
  readonly host: EmbedHost;
  /** The metadata of the user; `undefined` where users are not identified. */
  readonly identify: Metadata | undefined;
  readonly events: readonly EventName[];
  readonly tools: Tools | undefined;
  readonly initialMessages: readonly string[];
};

/** The HTML that embeds a bot. */
export function snippetOf(embed: Embed): string {
  return embed.type === 'iframe' ? iframe(embed) : widget(embed);
}

function iframe({ bot, host }: Embed): string {
  const src = html(`${host.origin}/chatbot-iframe/${encodeURIComponent(bot)}`);
  return `<iframe\n  src="${src}"\n  title="Chat"\n  width="100%"\n  style="height: 100%; min-height: 700px; border: 0"\n></iframe>\n`;
}

function widget(embed: Embed): string {
  return `${identity(embed)}<script>\n${loader(embed)}</script>\n`;
}

/** It must stand before the script of the widget (documentation: "Identity Verification"). */
function identity({ identify }: Embed): string {
  if (identify === undefined) return '';
  const config = {
    user_id: placeholders.id,
    user_hash: placeholders.hash,
    ...(Object.keys(identify).length > 0 && { user_metadata: identify }),
  };
  return (
    '<script>\n' +
    '  // Your server replaces the placeholders for the user who is logged in, escaped for JavaScript, and computes the hash:\n' +
    '  // with the secret in this page, anyone could be any user. Without a user, leave this script out.\n' +
    `  window.chatbaseUserConfig = ${scriptBlock(config, '  ')};\n` +
    '</script>\n'
  );
}

function loader(embed: Embed): string {
  const { bot, host } = embed;
  const steps = stepsOf(embed);
  const ready = steps === '' ? '' : `  function ready() {\n${steps}  }\n`;
  return `(function () {
  if (!window.chatbase || window.chatbase("getState") !== "initialized") {
    // Keeps calls until the script of the widget takes them.
    const queue = (...args) => {
      queue.q = queue.q || [];
      queue.q.push(args);
    };
    window.chatbase = new Proxy(queue, {
      get: (target, name) => (name === "q" ? target.q : (...args) => target(name, ...args)),
    });
  }
${ready}  function load() {
    const script = document.createElement("script");
    script.src = ${scriptValue(`${host.origin}/embed.min.js`)};
    script.id = ${scriptValue(bot)};
    script.domain = ${scriptValue(host.domain)};
${steps === '' ? '' : '    script.onload = ready;\n'}    document.body.appendChild(script);
  }
  if (document.readyState === "complete") load();
  else window.addEventListener("load", load);
})();
`;
}

/** What is done once the script has loaded. */
function stepsOf({ initialMessages, events, tools }: Embed): string {
  const messages =
    initialMessages.length === 0
      ? ''
      : `    window.chatbase.setInitialMessages(${scriptBlock(initialMessages, '    ')});\n`;
  return messages + events.map(listener).join('') + (tools === undefined ? '' : registration(tools));
}

function listener(name: EventName): string {
  return `    window.chatbase.addEventListener("${name}", (event) => {
      console.log("chatbase ${name}", event);
    });
`;
}

/** All actions in one call, because each call replaces those of the one before. */
function registration({ before, object }: Tools): string {
  return `    // The documentation calls the text of an error both "message" and "error": actions return both.
    const withBoth = (result) =>
      result && result.status === "error"
        ? { ...result, message: result.message || result.error, error: result.error || result.message }
        : result;
    const guarded = (action) => async (args, user) => {
      try {
        return withBoth(await action(args, user));
      } catch (error) {
        return withBoth({ status: "error", message: String((error && error.message) || error) });
      }
    };
    const actions = (() => {
${before === '' ? '' : `${before}\n`}return (
${object}
);
    })();
    window.chatbase.registerTools(
      Object.fromEntries(Object.entries(actions).map(([name, action]) => [name, guarded(action)])),
    );
`;
}
