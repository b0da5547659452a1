/**
 * The only globals beyond ECMAScript that contract, spectra and formats may use: both are pure functions of
 * their input and exist in every host (WHATWG Encoding Standard).
 */
export {}

declare global {
  class TextEncoder {
    encode(text?: string): Uint8Array<ArrayBuffer>
  }
  class TextDecoder {
    constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
    decode(bytes?: ArrayBuffer | ArrayBufferView): string
  }
}
