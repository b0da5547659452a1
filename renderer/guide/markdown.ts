/** A piece of a line. */
export type Inline =
  | { readonly kind: 'text' | 'code' | 'strong' | 'emphasis'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly to: string }

/** A part of a page. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly words: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly words: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | {
      readonly kind: 'table'
      readonly head: readonly (readonly Inline[])[]
      readonly rows: readonly (readonly (readonly Inline[])[])[]
    }

const INLINE =
  /`([^`]+)`|\*\*([^*]+)\*\*|(?<![\w*])[*_]([^*_\s](?:[^*_]*[^*_\s])?)[*_](?![\w*])|\[([^\]]+)\]\(([^)]+)\)/g
const ITEM = /^( *)([-*]|\d+\.) +/
const PICTURE = /^!\[[^\]]*\]\([^)]*\)$/

/** The words of a line with what is marked in them. */
export function inlineOf(text: string): Inline[] {
  const found: Inline[] = []
  let at = 0
  const plain = (end: number): void => {
    if (end > at) found.push({ kind: 'text', text: text.slice(at, end) })
  }
  for (const match of text.matchAll(INLINE)) {
    plain(match.index)
    at = match.index + match[0].length
    const [, code, strong, emphasis, link, to] = match
    if (code !== undefined) found.push({ kind: 'code', text: code })
    else if (strong !== undefined) found.push({ kind: 'strong', text: strong })
    else if (emphasis !== undefined) found.push({ kind: 'emphasis', text: emphasis })
    else found.push({ kind: 'link', text: (link ?? '').replaceAll('`', ''), to: to ?? '' })
  }
  plain(text.length)
  return found
}

/** Cells of a table's line; a bar inside code does not part them. */
function cellsOf(line: string): Inline[][] {
  const inner = line.trim().replace(/^\||\|$/g, '')
  return inner.split(/(?<!\\)\|/).map((cell) => inlineOf(cell.trim().replaceAll('\\|', '|')))
}

/**
 * The parts of a page of the guide: the Markdown that its pages use (headings, paragraphs, lists, tables, code, links).
 * Pictures are left out: the window beside the page is what they show.
 */
export function blocksOf(page: string): Block[] {
  const lines = page.split(/\r?\n/)
  const blocks: Block[] = []
  let at = 0
  const line = (): string => lines[at] ?? ''
  const takeWhile = (belongs: (line: string) => boolean): string[] => {
    const taken: string[] = []
    while (at < lines.length && belongs(line())) {
      taken.push(line())
      at++
    }
    return taken
  }
  while (at < lines.length) {
    const heading = /^(#+) +(.*)$/.exec(line())
    if (line().trim() === '' || PICTURE.test(line().trim())) at++
    else if (heading !== null) {
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, words: inlineOf(heading[2] ?? '') })
      at++
    } else if (line().startsWith('```')) {
      at++
      const text = takeWhile((one) => !one.startsWith('```')).join('\n')
      at++
      blocks.push({ kind: 'code', text })
    } else if (line().startsWith('|')) {
      const [head = '', , ...rows] = takeWhile((one) => one.startsWith('|'))
      blocks.push({ kind: 'table', head: cellsOf(head), rows: rows.map(cellsOf) })
    } else if (ITEM.test(line())) {
      const ordered = /^\d/.test(line())
      const items: Block[][] = []
      while (ITEM.test(line())) {
        const mark = ITEM.exec(line())?.[0].length ?? 2
        const first = line().slice(mark)
        at++
        const more = takeWhile((one) => !ITEM.test(one) && (one.trim() === '' || /^ {2}/.test(one)))
        items.push(blocksOf([first, ...more.map((one) => one.slice(mark))].join('\n')))
      }
      blocks.push({ kind: 'list', ordered, items })
    } else {
      const words = takeWhile((one) => one.trim() !== '' && !/^(#|```|\||!\[)/.test(one) && !ITEM.test(one))
      blocks.push({ kind: 'paragraph', words: inlineOf(words.map((one) => one.trim()).join(' ')) })
    }
  }
  return blocks
}
