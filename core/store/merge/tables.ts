/** How the rows of a table are recognised on another computer, and what they point at. */
export interface MergedTable {
  readonly name: string
  /** Columns that together tell one row from every other one. */
  readonly same: readonly string[]
  /** Columns that hold the id of a row of another table. */
  readonly links: Readonly<Record<string, string>>
  /** Columns whose JSON holds such an id, with the name of its field. */
  readonly within?: Readonly<Record<string, { readonly field: string; readonly table: string }>>
  /** Columns that hold the version of a model. */
  readonly models?: readonly string[]
  /** Rows that stay where they are, as an SQL condition on the alias `t`. */
  readonly leftOut?: string
}

/**
 * Every table with ids of its own, in an order in which links point backwards. Which model is active is each
 * database's own affair, so decisions on models stay where they were made.
 */
export const MERGED_TABLES: readonly MergedTable[] = [
  { name: 'device', same: ['family', 'serial'], links: {} },
  { name: 'axis', same: ['hash'], links: {} },
  { name: 'wavelength_calibration', same: ['family', 'serial', 'at'], links: { axis: 'axis' } },
  { name: 'session', same: ['started', 'simulated'], links: {} },
  {
    name: 'decision',
    same: ['session', 'at', 'what'],
    links: { session: 'session' },
    leftOut: 'EXISTS (SELECT 1 FROM model_decision m WHERE m.decision = t.id)',
  },
  {
    name: 'reading',
    same: ['session', 'role', 'kind', 'patch', 'at', 'crc'],
    links: { session: 'session', device: 'device', axis: 'axis', dark: 'reading', white: 'reading' },
    models: ['model'],
  },
  {
    name: 'pair',
    same: ['session', 'patch', 'verdict', 'control', 'at'],
    links: { session: 'session', supersedes: 'pair', decision: 'decision' },
  },
  {
    name: 'exclusion',
    same: ['session', 'patch', 'decision'],
    links: { session: 'session', decision: 'decision' },
  },
  {
    name: 'spot',
    same: ['session', 'at', 'spectrometer'],
    links: { session: 'session', spectrometer: 'reading', reference: 'reading', decision: 'decision' },
    within: { tristimulus: { field: 'device', table: 'device' } },
    models: ['model'],
  },
  {
    name: 'taken_reference',
    same: ['reading'],
    links: { reading: 'reading', decision: 'decision' },
  },
  {
    name: 'verification',
    same: ['session', 'instrument', 'at'],
    links: { session: 'session' },
    within: { json: { field: 'trainingSession', table: 'session' } },
    models: ['model'],
  },
  { name: 'run', same: ['session', 'kind', 'started'], links: { session: 'session' } },
]
