import { createHmac } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { startCli } from './cli.js';
import { file, workdir } from './workdir.js';

export const secret = 'canary-secret-8f2e';

/** Signs as the vendor's example does. */
export function signatureOf(body: string | Uint8Array, by = secret): string {
  return createHmac('sha1', by).update(body).digest('hex');
}

/** A lead in the documented form. */
export function leadEvent(n: number | string, more: object = {}): string {
  const payload = { conversationId: `v-${n}`, customerEmail: `p${n}@example.com`, customerName: `P ${n}` };
  return JSON.stringify({ eventType: 'leads.submit', chatbotId: 'b1', payload, ...more });
}

export type ListenerOptions = {
  readonly home?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
};

/** Starts `cbase webhooks listen` with the secret in a file, and waits until it listens. Killed when the test ends. */
export async function listener(argv: readonly string[] = [], { home, env, cwd }: ListenerOptions = {}) {
  const HOME = home ?? workdir();
  const secretFile = file(secret, 'secret.txt');
  chmodSync(secretFile, 0o600);
  const key = argv.includes('--secret-file') ? [] : ['--secret-file', secretFile];
  const port = argv.includes('--port') ? [] : ['--port', '0'];
  const child = startCli(
    ['webhooks', 'listen', ...port, ...key, ...argv],
    { env: { HOME, ...env }, ...(cwd !== undefined && { cwd }) },
    { forceKillAfterDelay: false },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const seen = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    seen.out += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    seen.err += String(chunk);
  });
  const ended = child.then(({ exitCode, signal }) => ({ code: exitCode, signal, ...seen }));
  const early = ended.then(({ code, err }) => {
    throw new Error(`the listener ended with ${code}: ${err}`);
  });
  const url = await Promise.race([until(() => /Listening on (\S+);/.exec(seen.err)?.[1]), early]);
  early.catch(() => {});
  return {
    url,
    child,
    home: HOME,
    out: () => seen.out,
    err: () => seen.err,
    /** The printed events, parsed. */
    printed: () =>
      seen.out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    stop: (signal: NodeJS.Signals) => {
      child.kill(signal);
      return ended;
    },
    ended,
  };
}

/** Posts a signed body, and resolves with the status and the text of the response. */
export async function deliver(url: string, body: string | Uint8Array, signature = signatureOf(body)) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-chatbase-signature': signature },
    body: Buffer.from(body),
  });
  return { status: response.status, text: await response.text() };
}

/** A receiver whose answers the test decides. */
export async function receiver(
  status: (received: number) => number = () => 200,
  port = 0,
): Promise<Receiver> {
  const got: Got[] = [];
  const http = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    got.push({ body: Buffer.concat(chunks).toString('utf8'), headers: request.headers });
    response.writeHead(status(got.length)).end();
  });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      http.close(() => resolve());
      http.closeAllConnections();
    });
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`, got, close };
}

type Got = { readonly body: string; readonly headers: Readonly<Record<string, unknown>> };
export type Receiver = {
  readonly url: string;
  readonly got: readonly Got[];
  readonly close: () => Promise<void>;
};

/** A port of this machine on which nothing listens. */
export async function freePort(): Promise<number> {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  await new Promise((resolve) => http.close(resolve));
  return port;
}

/** Waits until there is a value. The time limit is that of the test. */
export async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
