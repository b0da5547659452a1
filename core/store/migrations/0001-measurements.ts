import type { Migration } from './migration.ts'

/**
 * Readings, pairs and spots are only ever added. What they count for is derived: a pair is superseded by a
 * pair that names it, and whatever belongs to an undone decision counts as if it were not there.
 */
export const measurements: Migration = {
  version: 1,
  sql: `
CREATE TABLE device (
  id INTEGER PRIMARY KEY,
  family TEXT NOT NULL,
  serial TEXT NOT NULL,
  model TEXT NOT NULL,
  firmware TEXT NOT NULL,
  UNIQUE (family, serial)
) STRICT;

CREATE TABLE axis (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  wavelength_nm BLOB NOT NULL
) STRICT;

CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  started TEXT NOT NULL,
  simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  plate TEXT,
  notes TEXT NOT NULL,
  tags TEXT NOT NULL
) STRICT;

CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  session INTEGER REFERENCES session (id),
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  given_up INTEGER NOT NULL DEFAULT 0 CHECK (given_up IN (0, 1))
) STRICT;
CREATE INDEX decision_session ON decision (session, undone);

CREATE TABLE reading (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id),
  role TEXT NOT NULL CHECK (role IN ('spectrometer', 'reference')),
  kind TEXT NOT NULL CHECK (kind IN ('dark', 'white', 'sample')),
  patch TEXT,
  name TEXT NOT NULL,
  device INTEGER NOT NULL REFERENCES device (id),
  axis INTEGER NOT NULL REFERENCES axis (id),
  quantity TEXT NOT NULL CHECK (quantity IN ('counts', 'radiance', 'reflectance')),
  encoding TEXT NOT NULL CHECK (encoding IN ('u16', 'f32')),
  crc INTEGER NOT NULL,
  integration_ms REAL,
  scans INTEGER,
  max_counts REAL,
  dark INTEGER REFERENCES reading (id),
  white INTEGER REFERENCES reading (id),
  level REAL,
  at TEXT NOT NULL,
  flags TEXT NOT NULL,
  model TEXT,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX reading_session ON reading (session, kind, role);

CREATE TABLE pair (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id),
  patch TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'refused')),
  problem TEXT,
  control INTEGER NOT NULL CHECK (control IN (0, 1)),
  at TEXT NOT NULL,
  supersedes INTEGER REFERENCES pair (id),
  decision INTEGER REFERENCES decision (id),
  CHECK ((verdict = 'refused') = (problem IS NOT NULL))
) STRICT;
CREATE INDEX pair_patch ON pair (session, patch);
CREATE INDEX pair_supersedes ON pair (supersedes) WHERE supersedes IS NOT NULL;

CREATE TABLE pair_reading (
  pair INTEGER NOT NULL REFERENCES pair (id),
  role TEXT NOT NULL CHECK (role IN ('spectrometer', 'reference')),
  position INTEGER NOT NULL,
  reading INTEGER NOT NULL REFERENCES reading (id),
  PRIMARY KEY (pair, role, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX pair_reading_reading ON pair_reading (reading);

CREATE TABLE exclusion (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id),
  patch TEXT NOT NULL,
  excluded INTEGER NOT NULL CHECK (excluded IN (0, 1)),
  decision INTEGER NOT NULL REFERENCES decision (id)
) STRICT;
CREATE INDEX exclusion_patch ON exclusion (session, patch);

CREATE TABLE spot (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id),
  name TEXT NOT NULL,
  at TEXT NOT NULL,
  spectrometer INTEGER NOT NULL REFERENCES reading (id),
  reference INTEGER REFERENCES reading (id),
  model TEXT,
  domain TEXT NOT NULL,
  domain_detail TEXT NOT NULL,
  decision INTEGER NOT NULL REFERENCES decision (id)
) STRICT;
CREATE INDEX spot_session ON spot (session);
CREATE INDEX spot_spectrometer ON spot (spectrometer);
CREATE INDEX spot_reference ON spot (reference) WHERE reference IS NOT NULL;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id),
  kind TEXT NOT NULL,
  options TEXT NOT NULL,
  state TEXT NOT NULL,
  started TEXT NOT NULL
) STRICT;

CREATE TABLE event (
  run INTEGER NOT NULL REFERENCES run (id),
  seq INTEGER NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE plate (name TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE setting (key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE VIEW pair_state AS
SELECT p.*,
  coalesce(d.undone, 0) AS undone,
  EXISTS (
    SELECT 1 FROM pair n LEFT JOIN decision nd ON nd.id = n.decision
    WHERE n.supersedes = p.id AND coalesce(nd.undone, 0) = 0
  ) AS superseded,
  coalesce((
    SELECT e.excluded FROM exclusion e JOIN decision ed ON ed.id = e.decision
    WHERE e.session = p.session AND e.patch = p.patch AND ed.undone = 0
    ORDER BY e.id DESC LIMIT 1
  ), 0) AS excluded
FROM pair p LEFT JOIN decision d ON d.id = p.decision;
`,
}
