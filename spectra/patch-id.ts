/** Place of a patch on the grid, from 0. */
export interface PatchPlace {
  readonly row: number
  readonly column: number
}

/** Name of a row: A, B, ... Z, AA, ... ZZ. */
export function rowName(row: number): string {
  const last = String.fromCharCode(65 + (row % 26))
  return row < 26 ? last : rowName(Math.floor(row / 26) - 1) + last
}

/** Name of a cell: row letters and a column number of at least two digits ("P14", "AA101"). */
export const patchId = (row: number, column: number): string =>
  `${rowName(row)}${String(column + 1).padStart(2, '0')}`

/** Place of a cell name ("P14", "p14", "A1", "A01"); undefined when the text is no cell name ("P001" is a number). */
export function parsePatchId(id: string): PatchPlace | undefined {
  const [, letters, digits] = /^([A-Z]{1,2})(0?[1-9]|[1-9]\d{1,2})$/.exec(id.trim().toUpperCase()) ?? []
  if (!letters || !digits) return undefined
  const row = letters.split('').reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
  return { row, column: Number(digits) - 1 }
}
