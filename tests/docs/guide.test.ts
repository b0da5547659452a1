import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROBLEM_CODES } from '../../contract/errors.ts'
import { buildProgram } from '../../main/cli.ts'
import { inProject } from '../../scripts/tools/project.ts'

const folder = inProject('docs', 'guide')
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'))
const text = (name: string): string => readFileSync(join(folder, name), 'utf8')

describe('the guide', () => {
  it('names every code once, and no other', () => {
    const named = [...text('troubleshooting.md').matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code)
    expect(named.slice().sort()).toEqual([...PROBLEM_CODES].sort())
  })
  it.each(pages)('%s links to what is there', (page) => {
    const links = [...text(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link]) => link!)
    const missing = links.filter(
      (link) => !/^https?:/.test(link) && !existsSync(join(dirname(join(folder, page)), link)),
    )
    expect(missing).toEqual([])
  })
  it('has every page in its index', () => {
    for (const page of pages.filter((name) => name !== 'README.md'))
      expect(text('README.md')).toContain(`(${page})`)
  })
  it('shows only commands and options that there are', () => {
    /** The command a line names, a part of it where the second word is one, and the options it takes. */
    const optionsOf = (words: readonly string[]): Set<string> | undefined => {
      const command = buildProgram().commands.find((one) => one.name() === words[0])
      const part = command?.commands.find((one) => one.name() === words[1])
      const options = (part ?? command)?.options.flatMap(({ long }) =>
        typeof long === 'string' ? [long] : [],
      )
      return options && new Set(options)
    }
    const lines = pages.flatMap((page) =>
      [...text(page).matchAll(/npx isochrome ([^`\n#]+)/g)].map(([, line]) => line!),
    )
    expect(lines.length).toBeGreaterThan(20)
    for (const line of lines) {
      const words = line.trim().split(/\s+/)
      const options = optionsOf(words)
      expect(options, line).toBeDefined()
      for (const word of words.filter((one) => one.startsWith('--') && one !== '--help'))
        expect(options!.has(word), `${line}: ${word}`).toBe(true)
    }
  })
})
