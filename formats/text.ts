import { Problem } from '../contract/errors.ts'

/**
 * Text of a file: UTF-8, or UTF-16 with its byte order mark (what spreadsheets call Unicode text); the mark itself
 * is dropped.
 * @throws Problem FILE_UNREADABLE for anything that is no text
 */
export function textOf(bytes: Uint8Array, name: string): string {
  const [first, second] = bytes
  const label =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  let text: string
  try {
    text = new TextDecoder(label, { fatal: true }).decode(bytes)
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
