import type { Migration } from './migration.ts'

/**
 * Readings of a reference without a spectrum: three values X, Y, Z on the axis 1, 2, 3 and the unit of Y. A check of a
 * table cannot be changed in place, so the readings move to a new one (sqlite.org/lang_altertable.html, section 7).
 */
export const tristimulusReadings: Migration = {
  version: 4,
  sql: `
CREATE TABLE reading_new (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id),
  role TEXT NOT NULL CHECK (role IN ('spectrometer', 'reference')),
  kind TEXT NOT NULL CHECK (kind IN ('dark', 'white', 'sample')),
  patch TEXT,
  name TEXT NOT NULL,
  device INTEGER NOT NULL REFERENCES device (id),
  axis INTEGER NOT NULL REFERENCES axis (id),
  quantity TEXT NOT NULL CHECK (quantity IN ('counts', 'radiance', 'reflectance', 'tristimulus')),
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
  bytes BLOB NOT NULL,
  unit TEXT CHECK (unit IN ('cd/m2', 'lx')),
  CHECK ((quantity = 'tristimulus') = (unit IS NOT NULL))
) STRICT;
INSERT INTO reading_new (id, session, role, kind, patch, name, device, axis, quantity, encoding, crc, integration_ms,
  scans, max_counts, dark, white, level, at, flags, model, bytes)
SELECT id, session, role, kind, patch, name, device, axis, quantity, encoding, crc, integration_ms,
  scans, max_counts, dark, white, level, at, flags, model, bytes FROM reading;
DROP TABLE reading;
ALTER TABLE reading_new RENAME TO reading;
CREATE INDEX reading_session ON reading (session, kind, role);
`,
}
