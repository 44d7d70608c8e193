/** The dashboard of the account behind this base URL; `undefined` for a host that has none, such as an emulator. */
export function dashboardUrl({ hostname }: URL): URL | undefined {
  const isChatbase = hostname === 'chatbase.co' || hostname.endsWith('.chatbase.co');
  return isChatbase ? new URL('https://www.chatbase.co/dashboard/') : undefined;
}
