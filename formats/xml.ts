import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { badFile } from './bad-file.ts'

/** An element by its local name: prefixes of namespaces are gone. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Its own text, trimmed. */
  readonly text: string
}

/** What the parser gives with `preserveOrder`: one key beside `:@`, or `#text`. */
type Raw = Readonly<Record<string, unknown>>

const ATTRIBUTES = ':@'
const TEXT = '#text'

/** Whether a text begins like XML with this root, whatever its prefix. */
export function looksLikeXml(text: string, root: RegExp): boolean {
  const head = /^\uFEFF?\s*(?:<\?[^>]*\?>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*<(?:[\w.-]+:)?([\w.-]+)/.exec(
    text.slice(0, 20_000),
  )
  return head !== null && root.test(head[1] ?? '')
}

/**
 * The root element of an XML text. Document type declarations are refused: nothing here needs one, and entities
 * declared in one can grow without bound.
 * @throws Problem FORMAT_BAD with line and column
 */
export function readXml(text: string, name: string): XmlElement {
  const declared = text.search(/<!DOCTYPE/i)
  if (declared !== -1) {
    const line = text.slice(0, declared).split('\n').length
    throw badFile({ name, line }, 'it declares a document type.', 'Export it without <!DOCTYPE>.')
  }
  const valid = XMLValidator.validate(text)
  if (valid !== true) {
    const { line, col, msg } = valid.err
    const happened = msg.replace(/\.?$/, '.')
    throw badFile({ name, line, column: col }, happened, 'The file is damaged; export it again.')
  }
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
  })
  let roots: XmlElement[]
  try {
    roots = elementsOf(parser.parse(text))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw badFile({ name }, reason.replace(/\.?$/, '.'), 'The file is damaged; export it again.')
  }
  const [root] = roots
  if (!root) throw badFile({ name }, 'There is no element in it.', 'The file is damaged; export it again.')
  return root
}

function elementsOf(raw: unknown): XmlElement[] {
  if (!Array.isArray(raw)) return []
  return raw.flatMap((one: Raw): XmlElement[] => {
    const name = Object.keys(one).find((key) => key !== ATTRIBUTES && key !== TEXT)
    if (name === undefined) return []
    const content = one[name]
    return [
      {
        name,
        attributes: (one[ATTRIBUTES] ?? {}) as Record<string, string>,
        children: elementsOf(content),
        text: textIn(content),
      },
    ]
  })
}

function textIn(raw: unknown): string {
  if (!Array.isArray(raw)) return ''
  return raw
    .flatMap((one: Raw) => (TEXT in one ? [String(one[TEXT])] : []))
    .join(' ')
    .trim()
}

/** The first child of that name. */
export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name)

/** All elements of that name below an element, in the order of the file. */
export function allBelow(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...allBelow(child, name),
  ])
}

/** Text as content or attribute of XML. */
export const xmlText = (text: string): string =>
  text
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
