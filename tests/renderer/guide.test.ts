import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { blocksOf, inlineOf, type Block, type Inline } from '../../renderer/guide/markdown.ts'
import { PAGE_OF_VIEW, pageBehind, pageOf } from '../../renderer/guide/page-of.ts'
import { inProject } from '../../scripts/tools/project.ts'

const docs = inProject('docs')
const pages = globSync('{guide,instruments}/*.md', { cwd: docs }).sort()

/** Every piece of words in a page. */
function wordsOf(blocks: readonly Block[]): Inline[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'code') return []
    if (block.kind === 'list') return block.items.flatMap(wordsOf)
    if (block.kind === 'table') return [...block.head, ...block.rows.flat()].flat()
    return block.words
  })
}

describe('a page of the guide', () => {
  it('is read part by part', () => {
    const page = [
      '# A *title*',
      '',
      'Words with `code | bar`, **weight** and [a link](x.md#y)',
      'over two lines, snake_case_kept.',
      '',
      '- one',
      '  goes on',
      '- two',
      '',
      '  ![picture](x.png)',
      '',
      '| a | b |',
      '| - | - |',
      '| 1 | `2` |',
      '',
      '```',
      '# no heading',
      '```',
    ].join('\n')
    expect(blocksOf(page)).toEqual([
      { kind: 'heading', level: 1, words: [text('A '), { kind: 'emphasis', text: 'title' }] },
      {
        kind: 'paragraph',
        words: [
          text('Words with '),
          { kind: 'code', text: 'code | bar' },
          text(', '),
          { kind: 'strong', text: 'weight' },
          text(' and '),
          { kind: 'link', text: 'a link', to: 'x.md#y' },
          text(' over two lines, snake_case_kept.'),
        ],
      },
      {
        kind: 'list',
        ordered: false,
        items: [
          [{ kind: 'paragraph', words: [text('one goes on')] }],
          [{ kind: 'paragraph', words: [text('two')] }],
        ],
      },
      {
        kind: 'table',
        head: [[text('a')], [text('b')]],
        rows: [[[text('1')], [{ kind: 'code', text: '2' }]]],
      },
      { kind: 'code', text: '# no heading' },
    ])
    function text(words: string): Inline {
      return { kind: 'text', text: words }
    }
  })

  it('takes an underscore inside a word for what it is', () => {
    expect(inlineOf('ISOCHROME_HOME and _this_')).toEqual([
      { kind: 'text', text: 'ISOCHROME_HOME and ' },
      { kind: 'emphasis', text: 'this' },
    ])
  })

  it.each(pages)('%s leaves no mark of its spelling in the words, and begins with its title', (page) => {
    const blocks = blocksOf(readFileSync(`${docs}/${page}`, 'utf8'))
    expect(blocks[0]).toMatchObject({ kind: 'heading', level: 1 })
    const left = wordsOf(blocks).filter(
      ({ kind, text }) => kind === 'text' && /\*\*|`|\]\(|^\s*\||^#/.test(text),
    )
    expect(left).toEqual([])
  })

  it.each(pages)('%s links to pages that are there', (page) => {
    for (const word of wordsOf(blocksOf(readFileSync(`${docs}/${page}`, 'utf8')))) {
      const to = word.kind === 'link' ? pageBehind(word.to, page) : undefined
      // Other folders are no part of the guide: the window leaves such a link as words.
      if (to !== undefined && /^(guide|instruments)\//.test(to)) expect(pages, page).toContain(to)
    }
  })
})

describe('the page of a view', () => {
  it('is there for each', () => {
    for (const page of Object.values(PAGE_OF_VIEW)) expect(pages).toContain(page)
  })

  it('follows what is done there', () => {
    const scene = { view: 'models', recalibrating: false, verifying: false, connected: true }
    expect(pageOf(scene)).toBe('guide/methods.md')
    expect(pageOf({ ...scene, recalibrating: true })).toBe('guide/recalibrate.md')
    expect(pageOf({ ...scene, view: 'sessions', verifying: true })).toBe('guide/verify.md')
    expect(pageOf({ ...scene, view: 'live', connected: false })).toBe('guide/first-evening.md')
    expect(pageOf({ ...scene, view: 'another' })).toBe('guide/README.md')
  })

  it('is found behind a link from another', () => {
    expect(pageBehind('../instruments/ocean.md', 'guide/README.md')).toBe('instruments/ocean.md')
    expect(pageBehind('#part', 'guide/lamps.md')).toBe('guide/lamps.md')
    expect(pageBehind('https://example.org', 'guide/lamps.md')).toBeUndefined()
  })
})
