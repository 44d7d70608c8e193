import { basename } from 'node:path';
import { imageSize } from 'image-size';
import { Failure } from '../base/failure.js';
import { fileBytes } from '../base/files/read.js';
import type { Io } from '../base/io.js';

/** "Must be a square image and its size must be under 1MB" (documentation: "Upload Chatbot Icon"); the stricter meaning of MB. */
const maxImage = 1_000_000;

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
 * An image file that the API will accept, judged by its content and not by its name. Throws Failure 'usage' that says what
 * is wrong: unreadable, too large, not an image, an unsupported format, not square.
 */
export async function squareImage(io: Io, path: string): Promise<SquareImage> {
  const bytes = await fileBytes(io, path, maxImage);
  if (bytes.byteLength >= maxImage)
    throw new Failure('usage', `${path} is too large: an image must be under 1 MB (1,000,000 bytes)`, {
      advice: 'Use a smaller image',
    });
  const { width, height, type = '' } = measured(bytes, path);
  const mime = Object.hasOwn(types, type) ? types[type] : undefined;
  if (mime === undefined)
    throw new Failure('usage', `${path} has an unsupported image format (${type || 'unknown'})`, {
      advice: `Convert it to one of: ${Object.keys(types).join(', ')}`,
    });
  if (width === 0 || height === 0)
    throw new Failure('usage', `${path} has no pixels`, { advice: 'Choose another image' });
  if (width !== height)
    throw new Failure('usage', `${path} is ${width} × ${height} pixels, but the image must be square`, {
      advice: `Crop it to ${Math.min(width, height)} × ${Math.min(width, height)}`,
    });
  return { name: basename(path), type: mime, bytes, side: width };
}

function measured(bytes: Uint8Array, path: string): ReturnType<typeof imageSize> {
  try {
    return imageSize(bytes);
  } catch {
    throw new Failure('usage', `${path} is not an image, or is corrupt`, {
      advice: `Choose an image in one of these formats: ${Object.keys(types).join(', ')}`,
    });
  }
}
