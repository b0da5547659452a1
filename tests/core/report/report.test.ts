import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createModelService } from '../../../model/client.ts'
import { XMLValidator } from 'fast-xml-parser'
import { madeUpPairs } from '../../model/support/pairs.ts'
import { axisWavelengths } from '../../../spectra/axis.ts'
import { benchForTest, eventsOf, problemOf } from '../support/bench.ts'
import type { TestBench } from '../support/bench.ts'
import { escaped, html, table } from '../../../core/report/html.ts'
import { lineChart } from '../../../core/report/line-chart.ts'

const MARKUP = `<script>alert("1")</script><img src=x onerror='a'> & "co"`

let models: ReturnType<typeof createModelService>
beforeAll(() => {
  models = createModelService()
})
afterAll(() => models.close())

/** A session of imported pairs with markup in its name and notes, and a model learned from it. */
async function learned(
  print?: (page: string) => Promise<Uint8Array>,
): Promise<TestBench & { session: number }> {
  const bench = benchForTest({ app: { models, ...(print ? { print } : {}) } })
  const wavelengthNm = axisWavelengths({ fromNm: 400, toNm: 700, bands: 16 })
  const pairs = madeUpPairs(40, 16, { gain: 0.93, offset: 0.01, mixing: 0.1, noise: 5e-4 })
  const ids = [...pairs.ids]
  const { session } = await bench.client.session.import({
    name: MARKUP,
    spectrometer: { ids, wavelengthNm, values: pairs.x.data },
    reference: { ids, wavelengthNm, values: pairs.y.data },
  })
  await bench.client.session.rename({ session, name: MARKUP, notes: MARKUP })
  const training = await bench.client.model.train({
    session,
    methods: ['slope-bias'],
    seed: 1,
    promote: false,
  })
  for await (const event of training) if (event.type === 'finished') expect(event.candidate).toBeDefined()
  return { ...bench, session }
}

/** What must hold of every page: well-formed, self-contained, no script, nothing of the user's as markup. */
function requireSafe(text: string): void {
  expect(XMLValidator.validate(text.replace(/<!doctype html>/i, '').trim())).toBe(true)
  expect(text).not.toMatch(/<script|<img|<iframe|<link|url\(/i)
  expect(text).toContain("default-src 'none'")
  expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;')
}

// Each learns a model in the worker first.
describe('reports', { timeout: 120_000 }, () => {
  it('certify a model: instruments, figures, acceptance, hashes, a place to sign', async () => {
    const { client } = await learned()
    const [card] = (await client.model.list({})).models
    const file = await client.report.make({ kind: 'certificate', model: card!.version })
    expect(file.name).toBe(`certificate-v1-${card!.hash.slice(0, 8)}.html`)
    requireSafe(file.text)
    for (const word of [
      card!.hash,
      card!.dataHash,
      'slope-bias',
      'Signature',
      'Acceptance',
      '<svg',
      '400 to 700 nm',
    ])
      expect(file.text).toContain(word)
    const uncorrected =
      /uncorrected, all pairs[^<]*<\/td><td class="number">40<\/td><td class="number">([\d.]+)/.exec(
        file.text,
      )
    const corrected =
      /<td>corrected, all pairs[^<]*<\/td><td class="number">40<\/td><td class="number">([\d.]+)/.exec(
        file.text,
      )
    expect(Number(corrected![1])).toBeLessThan(Number(uncorrected![1]))
  })
  it('tell of a session, with a hash that follows from its readings', async () => {
    const [one, again] = [await learned(), await learned()]
    const page = async ({ client, session }: typeof one): Promise<string> =>
      (await client.report.make({ kind: 'session', session })).text
    const [text, same] = [await page(one), await page(again)]
    requireSafe(text)
    const hashIn = (report: string): string =>
      /Readings of the pairs[^]*?class="hash">([0-9a-f]{64})/.exec(report)![1]!
    expect(hashIn(text)).toBe(hashIn(same))
    expect(text).toContain('40')
    expect(text).toContain('No sample was read against a white of its own')
  })
  it('tell under what a session was measured, and of pairs that follow each other in one line', async () => {
    const { client, store } = benchForTest({ rows: 2, columns: 6, app: { models } })
    const { run, session } = await client.run.scan({ plate: 'small' })
    await eventsOf(client, run)
    store.excludePatches(session, ['A02'], true)
    const { text } = await client.report.make({ kind: 'session', session })
    const cells = [...text.matchAll(/<tr>\s*((?:<td[^>]*>[^<]*<\/td>\s*)+)<\/tr>/g)].map(([, row = '']) =>
      [...row.matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map(([, cell]) => cell),
    )
    const samples = cells.find(([role, kind]) => role === 'spectrometer' && kind === 'sample')!
    const stored = store.listReadings(session, 0, 1000, { words: 'spectrometer sample' }).rows
    expect(samples[2]).toBe(String(stored.length))
    expect(Number(samples[5])).toBeCloseTo(stored[0]!.integrationMs!, 2)
    expect(samples[6]).toBe(String(stored[0]!.scans))
    expect(text).toMatch(/The oldest white a sample was read against was \d+ (s|min) old/)
    expect(cells.map((row) => row[1])).toEqual(
      expect.arrayContaining([expect.stringMatching(/^12 pairs, [AB]\d\d to [AB]\d\d$/), 'Excluded A02']),
    )
  })
  it('are printed where the host can print, and say what to do where it cannot', async () => {
    const printed: string[] = []
    const { client, session } = await learned((page) => {
      printed.push(page)
      return Promise.resolve(Uint8Array.of(0x25, 0x50, 0x44, 0x46))
    })
    const file = await client.report.make({ kind: 'session', session, format: 'pdf' })
    expect([file.name, file.encoding, file.text]).toEqual([
      `session-${session}-report.pdf`,
      'base64',
      'JVBERg==',
    ])
    expect(printed[0]).toContain('<!doctype html>')
    const without = await learned()
    const problem = await problemOf(without.client.report.make({ kind: 'session', format: 'pdf' }))
    expect([problem.code, problem.next]).toEqual(['NOT_FOUND', expect.stringContaining('CHROMIUM_PATH')])
  })
  it('of nothing are refused', async () => {
    const { client } = benchForTest({ app: { models } })
    expect((await problemOf(client.report.make({ kind: 'session' }))).code).toBe('NOT_FOUND')
    expect((await problemOf(client.report.make({ kind: 'certificate' }))).code).toBe('MODEL_MISSING')
  })
})

describe('the page', () => {
  it('stands a column of numbers right, with the words in it, and writes the symbol', () => {
    const { markup } = table(
      ['of', 'averages'],
      [
        ['dE00', '100'],
        ['white', 'its own'],
      ],
    )
    expect(markup).toContain('<th class="number">averages</th>')
    expect(markup).toContain('<td>ΔE00</td>')
    expect(markup).toContain('<td class="number">its own</td>')
  })

  it('escapes everything that is not markup of its own', () => {
    expect(html`${'"><b>'}${[1, 'a&b']}${undefined}`.markup).toBe('&quot;&gt;&lt;b&gt;1a&amp;b')
    expect(table(['<'], [['>', 1.5]]).markup).toContain('<th>&lt;</th>')
    expect(escaped("a'\u0000b")).toBe('a&#39; b')
  })
  it('draws lines as SVG with round ticks, and says when there is nothing to draw', () => {
    const chart = lineChart({
      caption: 'c<',
      xTitle: 'x',
      yTitle: 'y',
      lines: [{ label: 'l', x: [380, 780], y: [0, 7], colour: '#000' }],
    }).markup
    expect(chart).toContain('d="M46.0 222.0L408.0 22.0"')
    for (const tick of ['>400<', '>500<', '>2<', '>4<', '>6<']) expect(chart).toContain(tick)
    expect(chart).toContain('aria-label="c&lt;"')
    expect(lineChart({ caption: 'c', xTitle: '', yTitle: '', lines: [] }).markup).toContain(
      'nothing was measured',
    )
  })
})
