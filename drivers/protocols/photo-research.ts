import { exposureProblem, refused, violation } from '../problems.ts'
import { fieldsOf, meterNumber } from './ascii-lines.ts'
import type { Axis } from '../../contract/spectrum.ts'
import { axisPitchNm } from '../../spectra/axis.ts'

/**
 * Answers of Photo Research spectroradiometers: a status of two to four digits, then fields between commas. Zero is
 * good. The numbers of the PR-650 for too little light are known, the others are passed on as numbers.
 */
const TOO_DARK: readonly number[] = [10, 18]

/** What stands behind the status. @throws Problem PROTOCOL_VIOLATION, LEVEL_LOW, DEVICE_REFUSED for another status than zero */
export function photoResearchFields(command: string, line: string): string[] {
  const [status = '', ...fields] = fieldsOf(line)
  if (!/^\d{2,4}$/.test(status)) throw violation(`"${line.trim().slice(0, 40)}" is no reply to ${command}.`)
  const code = Number(status)
  if (code === 0) return fields
  if (TOO_DARK.includes(code))
    throw exposureProblem(
      'LEVEL_LOW',
      'The reference found too little light.',
      'Check the lamp and where the reference is aimed.',
    )
  throw refused(
    `"${command}"`,
    `status ${status}`,
    'Measure again. If it stays, look the number up in its manual, or switch the reference off and on.',
  )
}

/** Radiance of one line of a spectrum, "0380,1.234E-05", where `index` says which. @throws Problem PROTOCOL_VIOLATION */
export function photoResearchValue(line: string, axis: Axis, index: number): number {
  const [nm = '', value = '', ...more] = fieldsOf(line)
  const expected = axis.fromNm + index * axisPitchNm(axis)
  if (more.length > 0 || !/^\d+(\.0*)?$/.test(nm) || Number(nm) !== expected)
    throw violation(`"${line.slice(0, 40)}" stands where ${expected} nm belongs.`)
  return meterNumber(value)
}
