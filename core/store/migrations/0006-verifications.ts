import type { Migration } from './migration.ts'

/**
 * Verifications, only ever added: their figures, limits and what had changed as JSON, beside it what they are looked up
 * by. A row that could be changed afterwards would prove nothing, so the file itself refuses it.
 */
export const verifications: Migration = {
  version: 6,
  sql: `
CREATE TABLE verification (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id),
  at TEXT NOT NULL,
  instrument TEXT NOT NULL,
  reference TEXT NOT NULL,
  model TEXT NOT NULL,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX verification_instrument ON verification (instrument, at);
CREATE TRIGGER verification_stays BEFORE UPDATE ON verification
BEGIN SELECT raise(ABORT, 'a verification is never changed'); END;
CREATE TRIGGER verification_kept BEFORE DELETE ON verification
BEGIN SELECT raise(ABORT, 'a verification is never deleted'); END;
`,
}
