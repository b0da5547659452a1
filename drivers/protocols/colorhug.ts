import { violation } from '../problems.ts'

/** Commands of the ColorHug's firmware (ColorHug.h). Reports of 64 bytes: the command and its arguments; numbers are little-endian. */
export const COLORHUG = {
  setMultiplier: 0x04,
  getMultiplier: 0x03,
  setIntegral: 0x06,
  getIntegral: 0x05,
  getFirmware: 0x07,
  getSerial: 0x0b,
  setLeds: 0x0e,
  readXyz: 0x23,
  getHardware: 0x30,
} as const

export const COLORHUG_REPORT_BYTES = 64
/** status, command */
const HEAD_BYTES = 2

/** One request as a report. */
export function encodeColorhug(command: number, args: readonly number[] = []): Uint8Array {
  const report = new Uint8Array(COLORHUG_REPORT_BYTES)
  report.set([command, ...args])
  return report
}

const known: ReadonlySet<number> = new Set(Object.values(COLORHUG))

/** Whether a report answers another request than `command`: one of a former program, or one that was given up. */
export const answersAnother = ([status = 0xff, echo = 0]: Uint8Array, command: number): boolean =>
  status <= LAST_STATUS && echo !== command && known.has(echo)

/**
 * The data of a reply to `command`, or its error number. Old firmware sends no more than the data, newer whole reports.
 * @throws Problem PROTOCOL_VIOLATION
 */
export function decodeColorhug(
  reply: Uint8Array,
  command: number,
  dataBytes: number,
): { readonly data: DataView } | { readonly error: number } {
  const [status, echo] = reply
  const short = HEAD_BYTES + dataBytes
  if (
    reply.length !== COLORHUG_REPORT_BYTES &&
    reply.length !== short &&
    !(reply.length === HEAD_BYTES && status)
  )
    throw violation(
      `A report of ${reply.length} bytes arrived, ${COLORHUG_REPORT_BYTES} or ${short} belong to it.`,
    )
  if (status === undefined || echo !== command)
    throw violation(
      `The reply belongs to command 0x${(echo ?? 0).toString(16)}, not 0x${command.toString(16)}.`,
    )
  if (status > LAST_STATUS) throw violation(`Status ${status} does not exist.`)
  if (status !== 0) return { error: status }
  return { data: new DataView(reply.buffer, reply.byteOffset + HEAD_BYTES, dataBytes) }
}

/** A packed float: a whole number of 32 bits in parts of 65536. */
export const packedFloat = (data: DataView, at: number): number => data.getInt32(at, true) / 65_536

export const COLORHUG_ERROR = { underflow: 4, noSerial: 5, noCalibration: 12, overflow: 15 } as const
const errors = new Map<number, string>([
  [1, 'it does not know the command'],
  [2, 'the code to unlock it was wrong'],
  [3, 'it cannot do that'],
  [5, 'it has no serial number'],
  [6, 'it restarted itself'],
  [7, 'an address was not allowed'],
  [8, 'a length was not allowed'],
  [9, 'a checksum was wrong'],
  [10, 'a value was not allowed'],
  [11, 'it is in its boot loader'],
  [12, 'it has no factory calibration'],
  [13, 'a multiplication overflowed'],
  [14, 'an addition overflowed'],
  [16, 'its stack overflowed'],
  [17, 'it is deactivated'],
  [18, 'the request was not complete'],
])
/** Self-test failures are the last ones. */
const LAST_STATUS = 40

/** An error number in words. */
export const colorhugErrorText = (code: number): string => errors.get(code) ?? `error ${code}`
