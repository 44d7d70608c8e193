type Env = Readonly<Record<string, string | undefined>>;

/** The environment for editors, pagers, browsers and clipboard tools, which do not need API keys and may pass them on. */
export function withoutSecrets(env: Env): Env {
  const isSecret = (name: string) => /^(CHATBASE|CBASE)_.*(KEY|TOKEN|SECRET)/i.test(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isSecret(name)));
}
