type Env = Readonly<Record<string, string | undefined>>;

/**
 * The command line that opens a page in a browser, without a shell; `undefined` where no browser could be seen: over SSH, in
 * CI, and without a display.
 */
export function browserCommand(url: string, platform: string, env: Env): readonly string[] | undefined {
  if (env.SSH_CONNECTION || env.SSH_TTY || env.CI) return undefined;
  const chosen = (env.BROWSER ?? '').split(/\s+/).filter((word) => word !== '');
  if (chosen.length > 0) return [...chosen, url];
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open', url] : undefined;
}
