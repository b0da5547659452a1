import { Faults } from '../../drivers/simulators/faults.ts'
import { testBench, eventsOf } from '../core/support/bench.ts'
import { inVirtualTime } from './virtual-time.ts'
const counts = new Map<string, number>()
const original = Faults.prototype.strike
Faults.prototype.strike = function (reply) { const k = (this as any).shownSerial; counts.set(k, (counts.get(k) ?? 0) + 1); return original.call(this, reply) }
await inVirtualTime(async () => {
  const t = testBench({ rows: 4, columns: 10 })
  const { run } = await t.client.run.scan({ plate: 'small' })
  let n = 0
  await eventsOf(t.client, run, (e) => { if (e.type === 'patch' && ++n % 10 === 0) console.log(n, [...counts]) })
  await t.close()
})
