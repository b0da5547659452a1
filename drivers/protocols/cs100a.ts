import type { Triple } from '../../contract/spectrum.ts'
import { exposureProblem, refused, violation } from '../problems.ts'
import type { Problem } from '../../contract/errors.ts'
import { fieldsOf, meterNumber } from './ascii-lines.ts'

/** Answers of the CS-100A: "OK00" or "OK00, 123.4,.3127,.3290" (PsychoPy's Minolta package). */
const ERRORS: ReadonlyMap<string, string> = new Map([
  ['ER00', 'it does not know the command'],
  ['ER01', 'the setting is not allowed'],
  ['ER11', 'its memory failed'],
  ['ER20', 'its memory failed'],
  ['ER30', 'the battery is empty'],
])
/** Too much light, in its own range, or on its display. */
const TOO_BRIGHT = ['OK12', 'ER10', 'ER19']

function problemOf(command: string, code: string): Problem {
  if (TOO_BRIGHT.includes(code))
    return exposureProblem('SATURATED', 'The reference found too much light.', 'Less light.')
  if (code === 'OK13')
    return exposureProblem(
      'LEVEL_LOW',
      'The reference found too little light.',
      'Check the lamp and where the reference is aimed.',
    )
  const reason =
    code === 'OK11' ? 'the chromaticity is out of its range' : (ERRORS.get(code) ?? `error ${code.slice(2)}`)
  return refused(`"${command}"`, reason, 'Measure again. If it stays, switch it off, then on holding F.')
}

/** The fields behind OK00. @throws Problem DEVICE_REFUSED, SATURATED, LEVEL_LOW, PROTOCOL_VIOLATION */
export function cs100aFields(command: string, line: string): string[] {
  const [code = '', ...fields] = fieldsOf(line)
  if (code === 'OK00') return fields
  if (/^(OK|ER)\d\d$/.test(code)) throw problemOf(command, code)
  throw violation(`"${line.slice(0, 40)}" is no reply to ${command}.`)
}

/** X, Y, Z in cd/m2 of luminance and chromaticity as fields. @throws Problem PROTOCOL_VIOLATION */
export function xyzOfChromaticity(fields: readonly string[]): Triple {
  const [luminance = NaN, x = NaN, y = NaN] = fields.map(meterNumber)
  const plausible = fields.length === 3 && luminance >= 0 && x > 0 && y > 0 && x + y <= 1
  if (!plausible) throw violation(`"${fields.join(',').slice(0, 40)}" is no luminance with a chromaticity.`)
  return [(luminance * x) / y, luminance, (luminance * (1 - x - y)) / y]
}
