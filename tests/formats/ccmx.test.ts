import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import { looksLikeCcmx, readCcmx, writeCcmx } from '../../formats/ccmx.ts'
import type { CcmxContent } from '../../formats/ccmx.ts'
import { need } from '../need.ts'

const argyll = need('argyll')

const CONTENT: CcmxContent = {
  matrix: [
    [1.0412345678901234, -0.03, 0.01],
    [0.02, 0.97, 1e-7],
    [-0.01, 0.03, 1.05],
  ],
  instrument: 'Ocean HDX',
  serial: 'HDX01234',
  reference: 'Klein K-10-A K0010',
  subject: 'Plate under the lamp of the bench',
  descriptor: 'v3 of "Isochrome"',
  created: '2026-05-04T09:30:00.000Z',
}

/** A file as another program writes it: other order, no serial number, a technology instead of a display. */
const FOREIGN = `CCMX

ORIGINATOR "Somebody"
TECHNOLOGY "LCD White LED"
INSTRUMENT "ColorHug2"
REFERENCE "i1 Pro 2"
KEYWORD "COLOR_REP"
COLOR_REP "XYZ"
NUMBER_OF_FIELDS 3
BEGIN_DATA_FORMAT
XYZ_X XYZ_Y XYZ_Z
END_DATA_FORMAT
NUMBER_OF_SETS 3
BEGIN_DATA
1.1 0.02 -0.01
0.01 1.2 0
0 -0.03 0.9
END_DATA
`

const refused = (text: string): string => {
  try {
    readCcmx(text, 'x.ccmx')
  } catch (error) {
    if (error instanceof Problem) return error.data.happened
  }
  throw new Error('not refused')
}

describe('.ccmx', () => {
  it('reads back what was written, to the last bit', () => {
    const read = readCcmx(writeCcmx(CONTENT), 'own.ccmx')
    expect(read.matrix).toEqual(CONTENT.matrix)
    expect(read).toMatchObject({ instrument: 'Ocean HDX', serial: 'HDX01234', reference: CONTENT.reference })
    expect(read.descriptor).toBe("v3 of 'Isochrome'")
  })

  it('reads what other programs write', () => {
    expect(readCcmx(FOREIGN, 'f.ccmx')).toMatchObject({
      matrix: [
        [1.1, 0.02, -0.01],
        [0.01, 1.2, 0],
        [0, -0.03, 0.9],
      ],
      instrument: 'ColorHug2',
      serial: undefined,
      subject: 'LCD White LED',
    })
    expect(looksLikeCcmx(FOREIGN)).toBe(true)
    expect(looksLikeCcmx('{"format":"isochrome-model"}')).toBe(false)
    expect(looksLikeCcmx('CGATS.17\nBEGIN_DATA_FORMAT\n')).toBe(false)
  })

  it('refuses what is no matrix, with the reason', () => {
    expect(refused('CGATS.17\n')).toContain('word CCMX')
    expect(refused(FOREIGN.replace('COLOR_REP "XYZ"', 'COLOR_REP "RGB"'))).toContain('"RGB"')
    expect(refused(FOREIGN.replace('0 -0.03 0.9\n', '').replace('SETS 3', 'SETS 2'))).toContain('2 sets')
    expect(refused(FOREIGN.replace('0 -0.03 0.9', '0 nan 0.9'))).toContain('Line 17')
    expect(refused(FOREIGN.replace('0 -0.03 0.9', '1.1 0.02 -0.01'))).toContain('one plane')
    expect(refused(FOREIGN.replace('INSTRUMENT "ColorHug2"\n', ''))).toContain('INSTRUMENT')
    expect(refused(FOREIGN.replace('TECHNOLOGY "LCD White LED"\n', ''))).toContain('TECHNOLOGY')
  })

  it.skipIf(argyll.path === undefined)('is taken by ArgyllCMS as it is', () => {
    const folder = mkdtempSync(join(tmpdir(), 'isochrome-ccmx-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const own = join(folder, 'own.ccmx')
    // -c checks the file as for an installation and saves it into the working folder instead.
    const install = (text: string): void => {
      writeFileSync(own, text)
      rmSync(join(folder, 'out'), { recursive: true, force: true })
      mkdirSync(join(folder, 'out'))
      const options = { cwd: join(folder, 'out'), timeout: 20_000, stdio: 'pipe' } as const
      execFileSync(join(argyll.path ?? '', 'oeminst'), ['-v', '-c', own], options)
    }
    const text = writeCcmx(CONTENT)
    install(text)
    expect(readFileSync(join(folder, 'out', 'own.ccmx'), 'utf8')).toBe(text)
    // It does look inside.
    expect(() => {
      install(text.replace('COLOR_REP "XYZ"', 'COLOR_REP "LAB"'))
    }).toThrow('COLOR_REP')
  })
})
