import type { Migration } from './migration.ts'

/**
 * Wavelength calibrations of a serial number: an axis and, as JSON, how it was found. Only added; the newest counts, and
 * one without an axis returns to what the instrument itself says.
 */
export const wavelengths: Migration = {
  version: 5,
  sql: `
CREATE TABLE wavelength_calibration (
  id INTEGER PRIMARY KEY,
  family TEXT NOT NULL,
  serial TEXT NOT NULL,
  at TEXT NOT NULL,
  axis INTEGER REFERENCES axis (id),
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX wavelength_calibration_unit ON wavelength_calibration (family, serial);
`,
}
