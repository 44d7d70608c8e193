export type Variable = {
  /** What it sets, without the name of the variable. */
  readonly meaning: string;
  /** The flag that overrides it. */
  readonly flag?: string;
};

/** Every environment variable that cbase reads. */
export const variables: Readonly<Record<string, Variable>> = {
  CHATBASE_API_KEY: { meaning: 'the API key' },
  CHATBASE_API_KEY_FILE: { meaning: 'a file that holds the API key; overrides CHATBASE_API_KEY' },
  CHATBASE_BOT_ID: { meaning: 'id or name of the bot', flag: '--bot' },
  CHATBASE_AGENT_ID: { meaning: 'the same as CHATBASE_BOT_ID, which overrides it', flag: '--bot' },
  CHATBASE_BASE_URL: { meaning: 'base URL of the API', flag: '--base-url' },
  CHATBASE_IDENTITY_SECRET: { meaning: 'secret of identity verification', flag: '--secret-file' },
  CHATBASE_WEBHOOK_SECRET: { meaning: 'the secret that signs webhooks', flag: '--secret-file' },
  CBASE_PROFILE: { meaning: 'the profile to use', flag: '--profile' },
  CBASE_LOCAL: { meaning: '1: use the embedded emulator', flag: '--local' },
  CBASE_TIMEOUT: { meaning: 'how long to wait for a response to start', flag: '--timeout' },
  CBASE_PAGER: { meaning: 'program that shows long help; empty: none', flag: '--no-pager' },
  CBASE_REDACT_KEY: { meaning: 'secret of --redact, for the same tokens on several machines' },
  CBASE_NOTIFY_URL: { meaning: 'URL that is told how an import or an export ended', flag: '--notify-url' },
  CBASE_HEARTBEAT_URL: {
    meaning: 'URL requested after an import or an export that succeeded',
    flag: '--heartbeat-url',
  },
  CBASE_KEEP_RUNS: { meaning: 'how long imports are kept (default: 90d)' },
  CBASE_KEEP_SESSIONS: { meaning: 'how long sessions are kept (default: 90d)' },
  CBASE_SESSION_DAYS: { meaning: 'the same as a number of days; CBASE_KEEP_SESSIONS overrides it' },
  CBASE_DEBUG: { meaning: '1: show stack traces' },
  CI: { meaning: 'never prompt', flag: '--no-input' },
  NO_COLOR: { meaning: 'disable color', flag: '--no-color' },
  FORCE_COLOR: { meaning: 'color even in a pipe' },
  TERM: { meaning: 'dumb: neither color nor cursor movements' },
  ACCESSIBLE: { meaning: '1: words instead of symbols in a conversation', flag: '--screen-reader' },
  PAGER: { meaning: 'the same as CBASE_PAGER, which overrides it', flag: '--no-pager' },
  EDITOR: { meaning: 'editor for /edit in a conversation, and for config edit' },
  VISUAL: { meaning: 'the same as EDITOR, which it overrides' },
  BROWSER: { meaning: 'browser of cbase open (default: that of the system)' },
  DISPLAY: { meaning: 'without it and WAYLAND_DISPLAY, nothing is opened (Linux)' },
  WAYLAND_DISPLAY: { meaning: 'the same as DISPLAY' },
  SSH_CONNECTION: { meaning: 'set: nothing is opened, because the browser is elsewhere' },
  SSH_TTY: { meaning: 'the same as SSH_CONNECTION' },
  XDG_CONFIG_HOME: { meaning: 'directory of settings and keys (default: ~/.config)' },
  XDG_STATE_HOME: { meaning: 'directory of runs, states and sessions (default: ~/.local/state)' },
  XDG_DATA_HOME: { meaning: 'directory of shell completions (default: ~/.local/share)' },
  XDG_CACHE_HOME: { meaning: 'directory of compiled code, for faster starts (default: ~/.cache)' },
  NODE_DISABLE_COMPILE_CACHE: { meaning: '1: neither keep compiled code nor use it' },
  ZDOTDIR: { meaning: 'directory of .zshrc (default: the home directory)' },
  SHELL: { meaning: 'shell of completion install, unless it is named' },
  TMPDIR: { meaning: 'directory of temporary files where the state directory cannot be used' },
  PATH: { meaning: 'directories of the program that webhooks listen --exec names' },
  HTTPS_PROXY: { meaning: 'an HTTP proxy' },
  ALL_PROXY: { meaning: 'an HTTP proxy, unless HTTPS_PROXY names one' },
  NO_PROXY: { meaning: 'hosts to reach without the proxy' },
  NODE_EXTRA_CA_CERTS: { meaning: 'a file of additional certificates to trust' },
  NODE_TLS_REJECT_UNAUTHORIZED: { meaning: '0 is refused: the key would go to an unverified server' },
  JOB_COMPLETION_INDEX: {
    meaning: 'which part, for --shard with a number only (Kubernetes)',
    flag: '--shard',
  },
  GITHUB_ACTIONS: { meaning: 'true: annotate the rows that were not imported' },
  GITHUB_STEP_SUMMARY: { meaning: 'file for the summary of an import in GitHub Actions' },
};

/** The environment variables that a flag overrides, the first one first. */
export function variablesOf(flag: string): readonly string[] {
  return Object.entries(variables)
    .filter(([, variable]) => variable.flag === flag)
    .map(([name]) => name);
}
