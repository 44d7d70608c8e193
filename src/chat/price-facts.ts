/** The month of the vendor's documentation that the facts are from (`YYYY-MM`). */
export const factsDate = '2025-05';

/** Where each fact is written: pages of the vendor's documentation, as of `factsDate`. */
export const pages = {
  playground: 'user-guides/chatbot/playground',
  faq: 'faq/faq ("How do message credits work?")',
  comparison: 'user-guides/chatbot/models-comparison ("Legacy Models")',
  message: 'developer-guides/api/message-a-chatbot ("model")',
} as const;

/** Credits per reply (page `playground`, which lists every model; `faq` agrees unless `otherPrices` says so). */
export const prices: Readonly<Record<string, number>> = {
  'gpt-4.1': 1,
  'gpt-4.1-mini': 1,
  'gpt-4.1-nano': 1,
  'gpt-4.5': 30,
  'gpt-4o': 1,
  'gpt-4o-mini': 1,
  'gpt-4-turbo': 10,
  'gpt-4': 20,
  'o3-mini': 1,
  'claude-3-7-sonnet': 1,
  'claude-3-5-sonnet': 1,
  'claude-3-opus': 20,
  'claude-3-haiku': 1,
  'gemini-1.5-pro': 1,
  'gemini-1.5-flash': 1,
  'gemini-2.0-flash': 1,
  'gemini-2.0-pro': 1,
  'command-a': 1,
  'command-r': 1,
  'command-r-plus': 1,
  'DeepSeek-V3': 1,
  'DeepSeek-R1': 2,
  'Llama-4-Scout-17B-16E-Instruct': 1,
  'Llama-4-Maverick-17B-128E-Instruct-FP8': 1,
  'grok-3': 1,
  'grok-3-mini': 2,
};

/** Prices of another page, where two disagree: the FAQ lists the exceptions, and "all other models consume 1". */
export const otherPrices: Readonly<Record<string, number>> = { 'grok-3-mini': 1 };

/** The plans a model works on (page `message`). */
export const plans: Readonly<Record<string, string>> = {
  'gpt-4': 'Standard, Unlimited',
  'gpt-4-turbo': 'Standard, Unlimited',
};

/** Models that are not recommended for new bots, and why (page `comparison`). */
export const legacy: Readonly<Record<string, string>> = {
  'gpt-4': 'superseded by GPT-4o',
  'gpt-4-turbo': 'lacks the improvements of newer models',
  'claude-3-opus': 'replaced by Claude 3.7 Sonnet',
  'claude-3-haiku': 'limited in complex cases',
  'gemini-1.5-pro': 'outperformed by Gemini 2.0',
};

/** What else a user should know. */
export const notes: Readonly<Record<string, string>> = {
  'command-a': 'name guessed: the API does not list it',
};

/** Models that the API lists (openapi of 2026-05), but no page prices. */
export const unpriced: readonly string[] = [
  ...['o4-mini', 'gpt-oss-120b', 'gpt-oss-20b', 'gpt-5', 'gpt-5.1', 'gpt-5.2', 'gpt-5.4', 'gpt-5.4-mini'],
  ...['gpt-5.4-nano', 'gpt-5-mini', 'gpt-5-nano', 'claude-opus-4-6', 'claude-sonnet-4-6', 'claude-opus-4-5'],
  ...['claude-haiku-4-5', 'claude-sonnet-4-5', 'gemini-2.5-flash', 'gemini-2.5-pro', 'gemini-3-flash'],
  ...['gemini-3.1-flash-lite', 'gemini-3.1-pro', 'grok-4', 'kimi-k2'],
];
