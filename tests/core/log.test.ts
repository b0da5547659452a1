import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Problem } from '../../contract/errors.ts'
import { openLog } from '../../core/log.ts'

const Line = z.object({ level: z.number(), time: z.string(), msg: z.string() }).loose()
const linesOf = (text: string): z.infer<typeof Line>[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => Line.parse(JSON.parse(line)))

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'isochrome-log-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const collector = (): { text: string; write(line: string): void } => ({
  text: '',
  write(line) {
    this.text += line
  },
})

describe('the log', () => {
  it('has one line of JSON for each entry, on disk at once', () => {
    const { logger, file, close } = openLog({
      folder: join(folder, 'logs'),
      now: () => new Date('2026-05-04T09:30:00Z'),
    })
    logger.info({ device: 'hdx' }, 'connected')
    logger.debug('not asked for')
    const problem = new Problem(
      { code: 'BUSY', title: 'Busy', happened: 'h', kept: 'k', next: 'n' },
      { cause: new Error('port') },
    )
    logger.error({ err: problem }, 'failed')
    expect(linesOf(readFileSync(file, 'utf8'))).toMatchObject([
      { level: 30, time: '2026-05-04T09:30:00.000Z', device: 'hdx', msg: 'connected' },
      { level: 50, msg: 'failed', err: { data: { code: 'BUSY' } } },
    ])
    close()
  })

  it('goes on in the file of the last time and moves full ones aside', () => {
    const entry = 'x'.repeat(100)
    for (let n = 0; n < 12; n++) {
      const { logger, close } = openLog({ folder, maxBytes: 500, keep: 2 })
      logger.info({ n }, entry)
      close()
    }
    expect(readdirSync(folder).sort()).toEqual(['isochrome.1.log', 'isochrome.2.log', 'isochrome.log'])
    const numbers = ['2.', '1.', '']
      .flatMap((part) => linesOf(readFileSync(join(folder, `isochrome.${part}log`), 'utf8')))
      .map(({ n }) => n)
    expect(numbers).toEqual([...numbers].sort((a, b) => Number(a) - Number(b)))
    expect(numbers.at(-1)).toBe(11)
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name)).length).toBeLessThanOrEqual(500)
  })

  it('goes to standard error when asked', () => {
    const stderr = collector()
    const { logger } = openLog({ folder, stderr, toStderr: true, level: 'debug' })
    logger.debug('seen')
    expect(linesOf(stderr.text)).toMatchObject([{ msg: 'seen' }])
    expect(readdirSync(folder)).toEqual([])
  })

  it('goes to standard error, with the reason, when the file cannot be written', () => {
    const stderr = collector()
    writeFileSync(join(folder, 'logs'), 'a file in the place of the folder')
    const { logger, close } = openLog({ folder: join(folder, 'logs'), stderr })
    logger.info('first')
    logger.info('second')
    close()
    const [reason, ...lines] = stderr.text.split('\n')
    expect(reason).toContain('The log file cannot be written')
    expect(linesOf(lines.join('\n'))).toMatchObject([{ msg: 'first' }, { msg: 'second' }])
  })
})
