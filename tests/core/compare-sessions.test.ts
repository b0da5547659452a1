import { expect, test } from 'vitest'
import { deltaE2000 } from '../../spectra/delta-e.ts'
import { benchForTest, eventsOf } from './support/bench.ts'

test('two scans of one plate are compared patch by patch, what only one has is named', async () => {
  const { client } = benchForTest({ rows: 2, columns: 2 })
  const first = await client.run.scan({ plate: 'small' })
  await eventsOf(client, first.run)
  await client.session.create({ name: 'second' })
  const second = await client.run.scan({ plate: 'small', only: ['A01', 'B02'] })
  await eventsOf(client, second.run)
  const [a, b] = [first.session, second.session]
  const compared = await client.session.compare({ a, b })
  expect(compared.patches.map(({ patch }) => patch).sort()).toEqual(['A01', 'B02'])
  expect([...compared.onlyA].sort()).toEqual(['A02', 'B01'])
  expect(compared.onlyB).toEqual([])
  for (const one of compared.patches) {
    // The same tile read twice differs by the noise of the instruments only.
    expect(one.deltaE).toBeGreaterThan(0)
    expect(one.deltaE).toBeLessThan(1)
    expect(one.deltaE).toBe(deltaE2000(one.a.lab, one.b.lab))
  }
  expect(compared.spectrometer?.max).toBe(Math.max(...compared.patches.map(({ deltaE }) => deltaE)))
  const same = await client.session.compare({ a, b: a })
  expect(same.spectrometer).toEqual({ mean: 0, p95: 0, max: 0 })
  await expect(client.session.compare({ a, b: 99 })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } })
})
