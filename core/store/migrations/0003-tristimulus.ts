import type { Migration } from './migration.ts'

/** What a reference without a spectrum read beside a spot, as JSON: device, xyz, unit. */
export const tristimulus: Migration = {
  version: 3,
  sql: 'ALTER TABLE spot ADD COLUMN tristimulus TEXT;',
}
