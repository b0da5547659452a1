/** Message types of the Ocean Binary Protocol that the drivers use (OBPMessageTypes of the maker's SDK). */
export const OBP = {
  setChecksumType: 0x0000_0010,
  getSerialNumber: 0x0000_0100,
  getFirmwareRevision: 0x0000_0090,
  getProductId: 0x0000_0e01,
  getIntegrationTime: 0x0011_0000,
  setIntegrationTime: 0x0011_0010,
  getTriggerMode: 0x0011_0100,
  setTriggerMode: 0x0011_0110,
  setLampEnable: 0x0011_0410,
  getScansToAverage: 0x0012_0000,
  setScansToAverage: 0x0012_0010,
  abortAcquisition: 0x0010_0000,
  getCorrectedSpectrum: 0x0010_1000,
  getRawSpectrum: 0x0010_1100,
  getBufferedSpectrum: 0x0010_0928,
  clearBuffer: 0x0010_0830,
  getWavelengthCoefficientCount: 0x0018_0100,
  getWavelengthCoefficient: 0x0018_0101,
  getLinearityCoefficientCount: 0x0018_1100,
  getLinearityCoefficient: 0x0018_1101,
  getTemperature: 0x0040_0001,
  // Version 2.0, beside the serial number
  setTime: 0x0000_0c01,
  setTrigger: 0x0000_0d01,
  getSpectrum: 0x0000_1c00,
  getWavelengthCoefficients: 0x0000_1100,
  getLinearityCoefficients: 0x0000_1200,
} as const

/** A message type by its name. */
export type ObpType = keyof typeof OBP

const names = new Map<number, string>(
  Object.entries(OBP).map(([name, code]) => [
    code,
    name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  ]),
)

/** A message type in words, "get serial number", or its number where it is not one of ours. */
export function obpTypeName(code: number): string {
  return names.get(code) ?? `type 0x${code.toString(16).padStart(8, '0')}`
}

const errors = new Map<number, string>([
  [0, 'no reason given'],
  [1, 'the protocol version is not supported'],
  [2, 'it does not know this message'],
  [3, 'the checksum was wrong'],
  [4, 'the message was too large'],
  [5, 'the length does not fit the message'],
  [6, 'the value is not allowed'],
  [7, 'it is not ready'],
  [8, 'the kind of checksum is unknown'],
  [9, 'it was reset in between'],
  [10, 'too many buses are in use'],
  [11, 'it is out of memory'],
  [12, 'it has no such value'],
  [13, 'an internal error'],
  [100, 'decryption failed'],
  [101, 'the firmware layout is wrong'],
  [102, 'a data packet had the wrong size'],
  [103, 'the hardware revision does not fit'],
  [104, 'the flash map does not fit'],
  [255, 'the answer is deferred'],
])

/** Error numbers that mean "this firmware does not offer it" rather than "something is wrong". */
export const OBP_NOT_OFFERED: readonly number[] = [2, 12]

/** The reason of a refusal (NACK error number) in words. */
export function obpErrorText(code: number): string {
  return errors.get(code) ?? `error ${code}`
}
