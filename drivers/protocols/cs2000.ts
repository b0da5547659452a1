import { exposureProblem, refused, violation } from '../problems.ts'
import type { Problem } from '../../contract/errors.ts'
import { fieldsOf, meterNumber } from './ascii-lines.ts'

/** Answers of the CS-2000: "OK00" with fields between commas, or "ERnn" (open clients of the instrument). */
const ERRORS: ReadonlyMap<string, string> = new Map([
  ['ER00', 'it does not know the command'],
  ['ER02', 'there is no measurement to read'],
  ['ER17', 'a parameter is not allowed'],
  ['ER51', 'its temperature is out of range'],
  ['ER52', 'its temperature is out of range'],
  ['ER71', 'it cannot synchronise with the light'],
  ['ER83', 'the measuring angle does not fit'],
])
/** No data yet: it may be asked again. */
export const CS2000_NO_DATA = 'ER02'

function problemOf(command: string, code: string): Problem {
  if (code === 'ER10')
    return exposureProblem(
      'SATURATED',
      'The reference found too much light, or light that flickers.',
      'Less light, or set synchronisation on the instrument.',
    )
  const reason = ERRORS.get(code) ?? `error ${code.slice(2)}`
  return refused(`"${command}"`, reason, 'Measure again. If it stays, switch the reference off and on.')
}

/** The fields behind OK00. @throws Problem DEVICE_REFUSED, SATURATED for an error, PROTOCOL_VIOLATION for anything else */
export function cs2000Fields(command: string, line: string): string[] {
  const [code = '', ...fields] = fieldsOf(line)
  if (code === 'OK00') return fields
  if (/^ER\d\d$/.test(code)) throw problemOf(command, code)
  throw violation(`"${line.slice(0, 40)}" is no reply to ${command}.`)
}

/** So many numbers, no more and no less. @throws Problem PROTOCOL_VIOLATION */
export function cs2000Numbers(command: string, fields: readonly string[], count: number): number[] {
  if (fields.length !== count)
    throw violation(`${fields.length} values came in reply to ${command}, ${count} were expected.`)
  return fields.map(meterNumber)
}
