import { basename } from 'node:path';
import { imageSize } from 'image-size';
import { Failure } from '../base/failure.js';
import { fileBytes } from '../base/files/read.js';
import type { Io } from '../base/io.js';

/** "Must be a square image and its size must be under 1MB" (documentation: "Upload Chatbot Icon"), in the smaller reading. */
const largestImage = 1_000_000;

const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

export type SquareImage = {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Pixels along each side. */
  readonly side: number;
};

/**
 * A picture file that the API will take, judged by its content and not by its name. Throws Failure 'usage' that says what
 * is wrong: unreadable, too large, no image, an image of another kind, not square.
 */
export async function squareImage(io: Io, path: string): Promise<SquareImage> {
  const bytes = await fileBytes(io, path, largestImage);
  if (bytes.byteLength >= largestImage)
    throw new Failure('usage', `${path} is not under 1 MB (1,000,000 bytes)`, {
      advice: 'Make it smaller',
    });
  const { width, height, type = '' } = measured(bytes, path);
  const mime = Object.hasOwn(types, type) ? types[type] : undefined;
  if (mime === undefined)
    throw new Failure('usage', `${path} is a ${type || 'nameless'} image`, {
      advice: `Convert it to one of: ${Object.keys(types).join(', ')}`,
    });
  if (width === 0 || height === 0)
    throw new Failure('usage', `${path} has no pixels`, { advice: 'Name another picture' });
  if (width !== height)
    throw new Failure('usage', `${path} is ${width} × ${height} pixels, and a picture must be square`, {
      advice: `Cut it to ${Math.min(width, height)} × ${Math.min(width, height)}`,
    });
  return { name: basename(path), type: mime, bytes, side: width };
}

function measured(bytes: Uint8Array, path: string): ReturnType<typeof imageSize> {
  try {
    return imageSize(bytes);
  } catch {
    throw new Failure('usage', `${path} is not an image, or is damaged`, {
      advice: `Name a picture of one of these kinds: ${Object.keys(types).join(', ')}`,
    });
  }
}
