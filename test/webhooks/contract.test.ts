import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isSigned, sign, signatureHeader } from '../../src/webhooks/signature.js';
import { emulator } from '../support/emulator.js';
import { receiver } from '../support/listener.js';

type Vector = {
  readonly title: string;
  readonly secret: string;
  readonly lead?: object;
  readonly body: string;
  readonly signature: string;
};

const contract = JSON.parse(readFileSync(new URL('../contract/webhook.json', import.meta.url), 'utf8')) as {
  readonly header: string;
  readonly contentType: string;
  readonly vectors: readonly Vector[];
};
const vectors = contract.vectors.map((vector) => [vector.title, vector] as const);

test.each(vectors)('the client signs and accepts %s', (_, { body, secret, signature }) => {
  expect(sign(Buffer.from(body), secret)).toBe(signature);
  expect(isSigned(Buffer.from(body), [signature], secret)).toBe(true);
  expect(signatureHeader).toBe(contract.header);
});

test.each(vectors.filter(([, { lead }]) => lead !== undefined))(
  'the emulator sends %s with this body and signature',
  async (_, { lead = {}, body, secret, signature }) => {
    const up = await receiver();
    const api = await emulator({ webhook: { url: up.url, secret } });
    await api.visited('leads', [lead]);
    expect(up.got).toMatchObject([
      { body, headers: { [contract.header]: signature, 'content-type': contract.contentType } },
    ]);
  },
);
