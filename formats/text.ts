import { Problem } from '../contract/errors.ts'

/** Largest share of bytes above ASCII that still reads as western text with a few special characters. */
const MOST_LATIN = 0.05

/** UTF-16 by its byte order mark (what spreadsheets call Unicode text), else UTF-8, else Latin-1 of old instruments. */
function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    const high = bytes.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0)
    return high <= MOST_LATIN * bytes.length ? 'windows-1252' : 'unknown'
  }
}

/**
 * Text of a file in UTF-8, UTF-16 or Latin-1, without a byte order mark.
 * @throws Problem FILE_UNREADABLE for anything that is no text
 */
export function textOf(bytes: Uint8Array, name: string): string {
  const encoding = encodingOf(bytes)
  if (encoding === 'unknown') throw noText(name, 'It is not UTF-8 text.', undefined)
  let text: string
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    throw noText(name, 'It is not UTF-8 text.', cause)
  }
  if (text.includes('\0')) throw noText(name, 'It holds binary data.', undefined)
  return text
}

function noText(name: string, happened: string, cause: unknown): Problem {
  return new Problem(
    {
      code: 'FILE_UNREADABLE',
      title: `${name} cannot be read`,
      happened,
      kept: 'Nothing was imported.',
      next: 'Save it as text in UTF-8 and try again.',
    },
    { cause },
  )
}

/** Text without a byte order mark and its lines' ends made equal. */
export const plainText = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
