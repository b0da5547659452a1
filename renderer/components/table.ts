import type { Snippet } from 'svelte'

/** A column of a table. Text columns need only `text`; `cell` draws something richer in its place. */
export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** Head for the ear where the title is empty. */
  readonly spoken?: string
  /** Richer head than the title: subscripts, units. */
  readonly head?: Snippet
  /** Design pixels; absent = takes the rest. */
  readonly width?: number
  readonly align?: 'left' | 'right'
  /** `strong` for the value that counts, `quiet` for what stands behind. */
  readonly tone?: 'strong' | 'quiet'
  readonly mono?: boolean
  readonly text: (row: Row) => string
  readonly cell?: Snippet<[Row]>
  /** Absent = cannot be sorted by. */
  readonly order?: (a: Row, b: Row) => number
  /** Left out in the smallest layout. */
  readonly spare?: boolean
}

/** Sorting of a table. */
export interface Sorting {
  readonly column: string
  readonly down: boolean
}

/** Rows in the order of a column; the given order where nothing is chosen. Stable. */
export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sorting: Sorting | undefined,
): readonly Row[] {
  const order = columns.find((column) => column.id === sorting?.column)?.order
  if (order === undefined || sorting === undefined) return rows
  const sign = sorting.down ? -1 : 1
  return [...rows].sort((a, b) => sign * order(a, b))
}

/** Rows that are on the screen, with some to spare: [first, end). */
export function visibleRows(
  total: number,
  rowHeight: number,
  scrollTop: number,
  height: number,
): readonly [number, number] {
  const spare = 6
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare)
  const end = Math.min(total, Math.ceil((scrollTop + height) / rowHeight) + spare)
  return [Math.min(first, end), end]
}

/** Tab-separated text of a table, for the clipboard and files. */
export function asText<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map((column) => column.text(row))),
  ]
  return lines.map((cells) => cells.map((cell) => cell.replace(/[\t\n]/g, ' ')).join('\t')).join('\n')
}
