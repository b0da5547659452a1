/** What the factory writes into the memory of one unit. */
export interface OoiCalibration {
  readonly serial: string
  /** c0 to c3 of pixel -> nm. */
  readonly wavelength: readonly number[]
  /** Up to eight coefficients. */
  readonly linearity: readonly number[]
  /** Binary level in slot 17; absent where the model has no such slot. */
  readonly saturation?: number
}

const SLOTS = 31
const SLOT_BYTES = 15
/** Text has to leave room for its closing zero: hosts look for it. */
const LONGEST_TEXT = SLOT_BYTES - 1

function textSlot(text: string): Uint8Array {
  const slot = new Uint8Array(SLOT_BYTES)
  slot.set(new TextEncoder().encode(text.slice(0, LONGEST_TEXT)))
  return slot
}

/** A number as the factory prints it, at most 14 characters: "3.6600000e+2". */
export const printedCoefficient = (value: number): string => value.toExponential(7).slice(0, LONGEST_TEXT)

/** The memory, slot by slot, 15 bytes each. */
export function ooiMemory(calibration: OoiCalibration): Uint8Array[] {
  const slots: Uint8Array[] = Array.from({ length: SLOTS }, () => new Uint8Array(SLOT_BYTES))
  slots[0] = textSlot(calibration.serial)
  calibration.wavelength.forEach((value, i) => (slots[1 + i] = textSlot(printedCoefficient(value))))
  slots[5] = textSlot('0.0000')
  calibration.linearity.forEach((value, i) => (slots[6 + i] = textSlot(printedCoefficient(value))))
  slots[14] = textSlot(String(calibration.linearity.length - 1))
  slots[15] = textSlot('2 L2 25')
  if (calibration.saturation !== undefined) {
    const binary = new Uint8Array(SLOT_BYTES)
    new DataView(binary.buffer).setUint16(4, calibration.saturation, true)
    slots[17] = binary
  }
  return slots
}
