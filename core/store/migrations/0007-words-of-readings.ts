import type { Migration } from './migration.ts'

/**
 * What a search looks in, and the order of the table, each in an index of its own: neither a search nor a page of a large
 * session reads the rows with the numbers.
 */
export const wordsOfReadings: Migration = {
  version: 7,
  sql: `
ALTER TABLE reading ADD COLUMN words TEXT
  GENERATED ALWAYS AS (lower(concat_ws(' ', name, patch, role, kind, model))) VIRTUAL;
CREATE INDEX reading_words ON reading (session, words);
CREATE INDEX reading_order ON reading (session);
`,
}
