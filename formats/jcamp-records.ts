import { badFile } from './bad-file.ts'
import { plainText } from './text.ts'

/** One line of a record's value, without its comment. */
export interface JcampLine {
  readonly line: number
  readonly text: string
}

/** One labelled record `##LABEL= value`; the value may go on over lines. */
export interface JcampRecord {
  readonly line: number
  /** In capitals, without blanks, `-`, `/` and `_`, as labels are compared. */
  readonly label: string
  readonly lines: readonly JcampLine[]
}

/** The records of one block, from its TITLE to its END. */
export interface JcampBlock {
  readonly line: number
  readonly records: readonly JcampRecord[]
}

/** Whether a text is JCAMP-DX: it begins with a title. */
export const looksLikeJcamp = (text: string): boolean => /^\s*##\s*TITLE\s*=/i.test(plainText(text))

const plain = (label: string): string => label.toUpperCase().replace(/[\s\-/_]/g, '')

function recordsOf(text: string): JcampRecord[] {
  const records: { line: number; label: string; lines: JcampLine[] }[] = []
  plainText(text)
    .split('\n')
    .forEach((source, i) => {
      const line = i + 1
      const uncommented = source.replace(/\$\$.*$/, '')
      const start = /^\s*##([^=]*)=(.*)$/.exec(uncommented)
      if (start)
        records.push({ line, label: plain(start[1] ?? ''), lines: [{ line, text: (start[2] ?? '').trim() }] })
      else if (uncommented.trim() !== '') records.at(-1)?.lines.push({ line, text: uncommented.trim() })
    })
  return records
}

/**
 * The blocks of a file, those inside a LINK block too, in their order.
 * @throws Problem FORMAT_BAD for a block that never ends
 */
export function jcampBlocks(text: string, name: string): JcampBlock[] {
  const open: { line: number; records: JcampRecord[] }[] = []
  const blocks: JcampBlock[] = []
  for (const record of recordsOf(text)) {
    if (record.label === 'TITLE') open.push({ line: record.line, records: [] })
    const current = open.at(-1)
    if (!current) {
      const what = `##${record.label}= stands outside a block.`
      throw badFile({ name, line: record.line }, what, 'A block begins with ##TITLE=.')
    }
    if (record.label === 'END') blocks.push(...open.splice(-1))
    else current.records.push(record)
  }
  const [unended] = open
  if (unended) {
    throw badFile(
      { name, line: unended.line },
      'the block that begins here has no ##END=.',
      'The file looks cut short; export it again.',
    )
  }
  return blocks.sort((a, b) => a.line - b.line)
}

/** The text of a block's record, one line; undefined when the block has none. */
export function jcampText(block: JcampBlock, label: string): string | undefined {
  const record = block.records.find((one) => one.label === plain(label))
  return record?.lines
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join(' ')
}
