import { badFile } from './bad-file.ts'
import { plainText } from './text.ts'

/** Tokens of one line; quotes are taken off, comments are gone. */
export interface TokenLine {
  readonly line: number
  readonly tokens: readonly string[]
}

/**
 * Lines that hold tokens. White space separates; text in double quotes is one token (a doubled quote inside is a
 * quote); `#` at the start of a token begins a comment.
 * @throws Problem FORMAT_BAD for a quote that does not end on its line
 */
export function tokenLines(text: string, name: string): TokenLine[] {
  return plainText(text)
    .split('\n')
    .map((source, i) => ({ line: i + 1, tokens: tokensOf(source, name, i + 1) }))
    .filter(({ tokens }) => tokens.length > 0)
}

function tokensOf(source: string, name: string, line: number): string[] {
  const tokens: string[] = []
  const pattern = /\s*(?:"((?:[^"]|"")*)"|(#.*)|([^\s"]+)|("))/y
  for (let match = pattern.exec(source); match; match = pattern.exec(source)) {
    const [, quoted, comment, bare, open] = match
    if (open !== undefined) {
      throw badFile({ name, line }, 'a quoted text never ends.', 'Close the quote or remove it.')
    }
    if (comment !== undefined) break
    tokens.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'))
  }
  return tokens
}
