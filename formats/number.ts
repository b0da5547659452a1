const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** Number of a cell with a point as decimal mark; undefined for everything else, NaN and infinity included. */
export function numberOf(cell: string): number | undefined {
  if (!NUMBER.test(cell)) return undefined
  const value = Number(cell)
  return Number.isFinite(value) ? value : undefined
}

/** What is wrong with a cell that is no number, and what to do about it. */
export function whyNoNumber(cell: string): { readonly happened: string; readonly next: string } {
  if (cell.trim() === '') return { happened: 'the cell is empty', next: 'Fill the cell or remove the row.' }
  if (/^[+-]?\d+,\d+$/.test(cell.trim())) {
    return { happened: 'decimal comma', next: 'Write numbers with a point as decimal mark.' }
  }
  if (/^[+-]?(nan|inf(inity)?|n\/?a|null|none|#.*|1e\d{3,})$/i.test(cell.trim()) || NUMBER.test(cell)) {
    return { happened: 'not a finite number', next: 'Remove the row or measure it again.' }
  }
  return { happened: 'not a number', next: 'Correct the cell or remove the row.' }
}

/** Shortest text that reads back as the same number. */
export const numberText = (value: number): string => String(value === 0 ? 0 : value)
