/** Where the memory keeps what: slots of 15 bytes, text ended by a zero byte unless said (data sheet of the USB2000+). */
export const OOI_SLOT = {
  serialNumber: 0,
  /** c0 to c3 in slots 1 to 4. */
  wavelength: 1,
  wavelengthCount: 4,
  /** Up to eight coefficients from slot 6 on. */
  linearity: 6,
  linearityOrder: 14,
  /** Binary: bytes 4 and 5 are the saturation level, low byte first. */
  saturation: 17,
} as const

/** The text of a slot; '' where nothing readable is stored (new memory is full of 0xff). */
export function slotText(slot: Uint8Array): string {
  const end = slot.indexOf(0)
  const bytes = end === -1 ? slot : slot.subarray(0, end)
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f)
    ? new TextDecoder('latin1').decode(bytes).trim()
    : ''
}

/** The number of a slot; undefined where the text is none, so that nothing absurd becomes a NaN. */
export function slotNumber(slot: Uint8Array): number | undefined {
  const text = slotText(slot)
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** Level at which the detector is full, in words of the converter; undefined where it was not programmed or is absurd. */
export function slotSaturation(slot: Uint8Array, maxWord: number): number | undefined {
  const level = (slot[4] ?? 0) | ((slot[5] ?? 0) << 8)
  return level > maxWord / 4 && level <= maxWord ? level : undefined
}
