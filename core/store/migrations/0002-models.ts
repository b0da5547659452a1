import type { Migration } from './migration.ts'

/** Model cards and the decisions that say which one is active; the bundles themselves are files. */
export const models: Migration = {
  version: 2,
  sql: `
CREATE TABLE model (
  id INTEGER PRIMARY KEY,
  version TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL,
  session INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('candidate', 'refused')),
  card TEXT NOT NULL,
  file TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL,
  pending INTEGER NOT NULL CHECK (pending IN (0, 1))
) STRICT;
CREATE INDEX model_hash ON model (hash);
CREATE INDEX model_session ON model (session);

CREATE TABLE model_decision (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('promote', 'rollback', 'refuse', 'reopen')),
  model INTEGER NOT NULL REFERENCES model (id),
  decision INTEGER NOT NULL REFERENCES decision (id)
) STRICT;
`,
}
