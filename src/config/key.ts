import { readFile } from 'node:fs/promises';
import { diskFailure, Failure } from '../failure.js';

export type Key = {
  readonly key: string;
  /** Where it came from, for messages: the name of a variable. */
  readonly source: string;
};

/**
 * The API key: from the file that CHATBASE_API_KEY_FILE names, else from CHATBASE_API_KEY. There is no flag for it:
 * arguments are readable by every user of the machine. Throws Failure 'auth' when there is none.
 */
export async function findKey(env: Readonly<Record<string, string | undefined>>): Promise<Key> {
  const file = env.CHATBASE_API_KEY_FILE;
  if (file) return checked(await fileText(file), 'CHATBASE_API_KEY_FILE');
  const key = env.CHATBASE_API_KEY;
  if (key) return checked(key, 'CHATBASE_API_KEY');
  throw new Failure('auth', 'No API key was found', {
    advice: 'Set CHATBASE_API_KEY, or try everything without an account by adding --local',
  });
}

async function fileText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error) => {
    throw diskFailure(error, path, true);
  });
}

// The message must not repeat the value: whatever is wrong with it, it is most of a key.
function checked(text: string, source: string): Key {
  const key = text.trim();
  if (/^[\x21-\x7e]{1,512}$/.test(key)) return { key, source };
  const wrong = key === '' ? 'is empty' : 'holds blanks, line breaks or characters outside ASCII';
  throw new Failure('usage', `The key in ${source} ${wrong}`, {
    advice: 'Copy it again from the Chatbase dashboard',
  });
}
