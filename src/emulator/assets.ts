import { createHash } from 'node:crypto';
import { imageSize } from 'image-size';
import { type Call, isFields, Refusal, type Result, type Upload, type World } from './answers.js';
import { botNamed } from './bots.js';

export type AssetKind = 'icon' | 'picture';

/** "Its size must be under 1MB" (documentation: "Upload Chatbot Icon"). */
const maxImageBytes = { decimal: 1_000_000, binary: 2 ** 20 } as const;

const fileFields = { icon: 'chatbotIconFile', picture: 'profilePictureFile' } as const;
const uploaded = {
  icon: 'Chatbot chat icon uploaded successfully.',
  picture: 'Chatbot Profile Picture uploaded successfully.',
} as const;
// The second text is undocumented; it follows the first.
const deleted = {
  icon: 'Chatbot icon deleted successfully.',
  picture: 'Chatbot profile picture deleted successfully.',
} as const;

/** Stores an image of a bot. Refuses with 400 if it is missing, not square, too large or not an image. */
export function uploadAsset({ world, body }: Call, kind: AssetKind): Result {
  const fields = isFields(body) ? body : {};
  const { id } = botNamed(world.database, fields.chatbotId);
  const image = imageIn(fields[fileFields[kind]], maxImageBytes[world.switches.megabyte]);
  world.database
    .prepare('INSERT OR REPLACE INTO assets (bot, kind, type, bytes) VALUES (?, ?, ?, ?)')
    .run(id, kind, image.type, Buffer.from(image.bytes));
  return { status: 200, json: { message: uploaded[kind] } };
}

function imageIn(field: unknown, maxBytes: number): Upload {
  if (!isUpload(field)) throw new Refusal(400, 'Invalid request data');
  if (field.bytes.byteLength >= maxBytes) throw new Refusal(400, 'Image must be under 1MB');
  const { width, height } = sizeOf(field.bytes);
  if (width !== height) throw new Refusal(400, 'Image must be square');
  return field;
}

function isUpload(field: unknown): field is Upload {
  return isFields(field) && field.bytes instanceof Uint8Array;
}

function sizeOf(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  try {
    return imageSize(bytes);
  } catch {
    throw new Refusal(400, 'File is not an image');
  }
}

/** Deletes an image. A bot without one gets the same response: the documents do not say otherwise. */
export function deleteAsset({ world, query }: Call, kind: AssetKind): Result {
  const { id } = botNamed(world.database, query.get('chatbotId') ?? undefined);
  world.database.prepare('DELETE FROM assets WHERE bot = ? AND kind = ?').run(id, kind);
  return { status: 200, json: { message: deleted[kind] } };
}

/** The stored images, for the control API: the API itself never returns them. */
export function storedAssets({ database }: World): readonly object[] {
  const rows = database.prepare('SELECT bot, kind, type, bytes FROM assets ORDER BY bot, kind').all() as {
    // The library returns blobs as ArrayBuffers.
    readonly bytes: ArrayBuffer;
  }[];
  return rows.map(({ bytes, ...asset }) => ({
    ...asset,
    size: bytes.byteLength,
    sha256: createHash('sha256').update(new Uint8Array(bytes)).digest('hex'),
  }));
}
