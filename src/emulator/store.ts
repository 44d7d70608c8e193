import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type Libsql from 'libsql';

export type Database = Libsql.Database;

/**
 * Opens the emulator's database. It is SQLite (libsql: prebuilt, no install script) and not a custom format: its
 * write-ahead log survives kill -9, its locks let two processes share a file, and a million contacts fit on disk.
 */
export async function openStore(file: string | undefined): Promise<Database> {
  const { default: Database } = await import('libsql');
  if (file !== undefined) createDirectory(dirname(file));
  // SQLite gives its other files the mode of the database, so the database is created with mode 0600 first.
  if (file !== undefined) closeSync(openSync(file, 'a', 0o600));
  const database = new Database(file ?? ':memory:');
  database.exec('PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(schema);
  return database;
}

/** Node's own recursive mkdir never returns for a path below /proc. */
function createDirectory(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) createDirectory(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/** Closes a database, after checkpointing its log: the library releases the log only on a normal process exit. */
export function closeStore(database: Database): void {
  try {
    database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
  } catch {
    // Another process is using the database, and will do the checkpoint.
  }
  database.close();
}

const schema = `
CREATE TABLE IF NOT EXISTS bots (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, source TEXT NOT NULL, settings TEXT NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, trained_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS attributes (
  seq INTEGER PRIMARY KEY, bot TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (bot, name)
);
CREATE TABLE IF NOT EXISTS contacts (
  seq INTEGER PRIMARY KEY, bot TEXT NOT NULL, id TEXT NOT NULL UNIQUE, external_id TEXT NOT NULL, email TEXT,
  visible_at INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS contacts_order ON contacts (bot, seq, visible_at);
CREATE INDEX IF NOT EXISTS contacts_external ON contacts (bot, external_id);
CREATE INDEX IF NOT EXISTS contacts_email ON contacts (bot, email) WHERE email IS NOT NULL;
CREATE TABLE IF NOT EXISTS counts (bot TEXT PRIMARY KEY, contacts INTEGER NOT NULL);
CREATE TRIGGER IF NOT EXISTS counted_in AFTER INSERT ON contacts BEGIN
  INSERT INTO counts VALUES (new.bot, 1) ON CONFLICT (bot) DO UPDATE SET contacts = contacts + 1;
END;
CREATE TRIGGER IF NOT EXISTS counted_out AFTER DELETE ON contacts BEGIN
  UPDATE counts SET contacts = contacts - 1 WHERE bot = old.bot;
END;
CREATE TABLE IF NOT EXISTS conversations (
  seq INTEGER PRIMARY KEY, bot TEXT NOT NULL, id TEXT NOT NULL, created_at INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (bot, id)
);
CREATE TABLE IF NOT EXISTS leads (
  seq INTEGER PRIMARY KEY, bot TEXT NOT NULL, created_at INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS leads_order ON leads (bot, created_at);
CREATE INDEX IF NOT EXISTS conversations_order ON conversations (bot, created_at);
CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS assets (
  bot TEXT NOT NULL, kind TEXT NOT NULL, type TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (bot, kind)
);
`;

/** The secret stored under this name, so that every process that uses the database has the same one; made if absent. */
export function storedSecret(database: Database, name: string, make: () => string): string {
  database.prepare('INSERT OR IGNORE INTO secrets (name, value) VALUES (?, ?)').run(name, make());
  return String(value(database, 'SELECT value FROM secrets WHERE name = ?', name));
}

/** Runs `work` in one transaction, or as a part of one that is open: all is stored, or nothing. Waits while another process writes. */
export function atomically<T>(database: Database, work: () => T): T {
  return database.inTransaction ? work() : database.transaction(work).immediate();
}

/** The first column of every row. */
export function column(database: Database, sql: string, ...params: readonly unknown[]): readonly unknown[] {
  return database
    .prepare(sql)
    .pluck()
    .all(...params);
}

/** The first column of the first row. (The library's own `get` ignores `pluck`.) */
export function value(database: Database, sql: string, ...params: readonly unknown[]): unknown {
  return column(database, sql, ...params)[0];
}
