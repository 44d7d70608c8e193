import { createHash } from 'node:crypto';

/** The URL namespace (RFC 9562, section 6.6). */
const addresses = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');

/**
 * An id for a contact that has none: the version 5 UUID of its bot and its lowercased email address. Within a bot, the
 * same person gets the same id in every run and on every machine.
 */
export function derivedId(bot: string, email: string): string {
  return uuid5(`https://www.chatbase.co/chatbots/${bot}#${email.toLowerCase()}`);
}

function uuid5(name: string): string {
  const bytes = createHash('sha1').update(addresses).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
