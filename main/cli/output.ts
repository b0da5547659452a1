import {
  isCancelled,
  Problem,
  problemDataOf,
  ProblemDataSchema,
  type ProblemData,
} from '../../contract/errors.ts'

/** Where a command writes: results on stdout, everything else on stderr. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** stderr is a screen: progress may redraw its line. */
  readonly interactive: boolean
}

/** The process's own streams. */
export const processTerminal: Terminal = {
  out: (text) => {
    process.stdout.write(`${text}\n`)
  },
  err: (text) => {
    process.stderr.write(`${text}\n`)
  },
  interactive: process.stderr.isTTY,
}

/** JSON with typed arrays as plain arrays. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item instanceof Float64Array ? Array.from(item) : item,
  )
}

/** Columns padded to their widest cell, two spaces between; numbers right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(String))
  const width = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const isNumber = head.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  )
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          isNumber[column] === true ? cell.padStart(width[column] ?? 0) : cell.padEnd(width[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** The message data of anything thrown: our own problems, typed errors of the contract, or what is left. */
export function problemOf(error: unknown): ProblemData {
  if (error instanceof Problem || !(error instanceof Error) || !('data' in error)) return problemDataOf(error)
  const carried = ProblemDataSchema.safeParse(error.data)
  return carried.success ? carried.data : problemDataOf(error)
}

/** One sentence for stderr: what happened and what to do next. */
export function sentenceOf(error: unknown): string {
  if (isCancelled(error)) return 'Stopped; everything committed so far is kept.'
  const problem = problemOf(error)
  const next = problem.next === '' || problem.next === '-' ? '' : ` ${problem.next}`
  return `${problem.title}: ${problem.happened}${next} [${problem.code}]`
}

/** Writes progress to stderr: one redrawn line on a screen, a line every tenth elsewhere. */
export function progressLine(terminal: Terminal): {
  show(done: number, total: number, text: string): void
  end(): void
} {
  let tenth = -1
  let open = false
  return {
    show(done, total, text) {
      const share = total > 0 ? done / total : 0
      if (terminal.interactive) {
        process.stderr.write(`\r\u001b[2K${String(done)} of ${String(total)}  ${text}`)
        open = true
      } else if (Math.floor(share * 10) > tenth) {
        tenth = Math.floor(share * 10)
        terminal.err(`${String(done)} of ${String(total)}  ${text}`)
      }
    },
    end() {
      if (open) process.stderr.write('\n')
      open = false
    },
  }
}
