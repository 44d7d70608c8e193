import { access, rm } from 'node:fs/promises';
import type { Io } from '../base/io.js';
import { contactListFile, contactNoteFile, type ListOwner } from '../config/contact-list.js';
import { trainingFile } from '../config/paths.js';

/**
 * The files of this machine that are about one bot and serve nothing without it: the record of its training, the list of its
 * contacts and the time of the last write to them. Runs, sessions, exports and their states are the user's, and stay.
 */
export async function filesOfBot(io: Pick<Io, 'env' | 'home'>, owner: ListOwner): Promise<readonly string[]> {
  const paths = [
    trainingFile(io.env, io.home, owner.origin, owner.bot),
    contactListFile(io, owner),
    contactNoteFile(io, owner),
  ];
  const there = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, i) => there[i]);
}

/** Removes them; resolves with those that are gone. What cannot be removed stays: the bot is deleted all the same. */
export async function removeFilesOfBot(
  io: Pick<Io, 'env' | 'home'>,
  owner: ListOwner,
): Promise<readonly string[]> {
  const files = await filesOfBot(io, owner);
  await Promise.all(files.map((path) => rm(path, { force: true }).catch(() => {})));
  const left = new Set(await filesOfBot(io, owner));
  return files.filter((path) => !left.has(path));
}
