import { badFile, counted, shown } from './bad-file.ts'
import { parseCsv } from './csv.ts'
import { numberOf, whyNoNumber } from './number.ts'

/** The mean of a cube as the laboratory has it. */
export interface MapReference {
  readonly cube: string
  /** Per cent. */
  readonly mean: number
}

const NEXT = 'Write one row per cube: its name and its mean in per cent.'

/**
 * References of cubes from CSV text `cube,mean`; a header row is optional, a file name's ending is left out.
 * @throws Problem FORMAT_BAD with line and column
 */
export function readMapReferences(text: string, name = 'The file of references'): MapReference[] {
  const { records } = parseCsv(text, name)
  const hasHeader = numberOf(records[0]?.cells[1] ?? '') === undefined
  const seen = new Map<string, number>()
  return records.slice(hasHeader ? 1 : 0).map(({ cells, line }): MapReference => {
    const [id, cell] = cells
    if (cells.length !== 2 || id === undefined || cell === undefined)
      throw badFile({ name, line }, `${counted(cells.length, 'cell')} instead of 2.`, NEXT)
    const mean = numberOf(cell)
    if (mean === undefined) {
      const { happened, next } = whyNoNumber(cell)
      throw badFile({ name, line, column: 2 }, `${shown(cell)}: ${happened}.`, next)
    }
    if (mean < 0 || mean > 100)
      throw badFile({ name, line, column: 2 }, `${cell} is no percentage.`, 'Give means from 0 to 100.')
    const cube = id.replace(/\.(hdr|bil|bip|bsq|raw|img|dat)$/i, '')
    const before = seen.get(cube)
    if (cube === '' || before !== undefined) {
      const why = cube === '' ? 'the cube has no name.' : `${shown(cube)} stands in line ${before} already.`
      throw badFile({ name, line, column: 1 }, why, NEXT)
    }
    seen.set(cube, line)
    return { cube, mean }
  })
}
