/** Bytes as base64; in pieces, because a call takes only so many arguments. */
export function base64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000))
  return btoa(text)
}

/** The bytes of a file as they are, base64. */
export const bytesOf = async (file: Blob): Promise<string> => base64(new Uint8Array(await file.arrayBuffer()))
