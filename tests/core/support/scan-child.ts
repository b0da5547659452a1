import { eventsOf, testBench } from './bench.ts'

/**
 * A scan in a process of its own, to be killed: goes on with the newest session, says "pair N" after every
 * committed pair and "done" at the end. Argument: folder of the database.
 */
const [folder = ''] = process.argv.slice(2)
const { client, store, close } = testBench({ folder, rows: 5, columns: 6 })
const session = store.latestSession()?.id
const { run } = await client.run.scan({ plate: 'small', ...(session === undefined ? {} : { session }) })
process.stdout.write('started\n')
await eventsOf(client, run, (event) => {
  if (event.type === 'patch' && event.patch.state === 'paired') process.stdout.write(`pair ${event.paired}\n`)
})
await close()
process.stdout.write('done\n')
