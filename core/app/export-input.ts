import type { ExportFormat, ExportStyle } from '../../contract/session.ts'

/** What is written. */
export interface ExportInput {
  readonly session?: number | undefined
  readonly format: ExportFormat
  readonly values: 'raw' | 'corrected' | 'reference' | 'both'
  readonly style?: ExportStyle | undefined
}
