import type { Fields, Upload } from './answers.js';

/** Parses a request body: a form, or else JSON whatever its content type (the documented samples send none). */
export async function readBody(raw: Buffer, contentType: string | undefined): Promise<unknown> {
  if (raw.length === 0) return undefined;
  if (contentType?.startsWith('multipart/form-data')) return readForm(raw, contentType);
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

async function readForm(raw: Buffer, contentType: string): Promise<Fields | undefined> {
  try {
    const form = await new Response(new Uint8Array(raw), {
      headers: { 'content-type': contentType },
    }).formData();
    return Object.fromEntries(
      await Promise.all([...form.entries()].map(async ([name, value]) => [name, await fieldOf(value)])),
    ) as Fields;
  } catch {
    return undefined;
  }
}

async function fieldOf(value: string | Blob): Promise<string | Upload> {
  if (typeof value === 'string') return value;
  return { type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) };
}
