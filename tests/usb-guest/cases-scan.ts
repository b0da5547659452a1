import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { takeRoles } from '../../main/cli/bench.ts'
import { compose } from '../../main/compose.ts'
import { found } from './bench.ts'
import { jetiPath } from './cases-serial.ts'
import { plug, unplug } from './kernel.ts'
import type { Case } from './runner.ts'
import { PORTS } from './simulators.ts'

const PATCHES = 6

/** The whole program, with all three instruments of the bench on the kernel's bus. */
export const scanning: readonly Case[] = [
  {
    name: 'a scan goes on after the spectrometer was unplugged in the middle',
    async run() {
      const uris = {
        spectrometer: (await found('ocean-hdx')).uri,
        reference: `jeti-1211@serial:${await jetiPath()}`,
        stage: (await found('grbl')).uri,
      }
      const { client, close } = await compose({
        simulate: false,
        fast: false,
        seed: 1,
        memory: true,
        devices: Object.values(uris),
      })
      try {
        await takeRoles(client, uris)
        const { run } = await client.run.scan({ plate: 'builtin', mode: 'motorised', patches: PATCHES })
        let pairedAtUnplug: number | undefined
        let replugged: Promise<void> | undefined
        let ended: { outcome: string; sentence: string; pairs: number | undefined } | undefined
        for await (const event of await client.run.watch({ run, since: 0 })) {
          if (event.type === 'prompt') throw new Error(`nobody is there to answer: ${event.prompt.text}`)
          if (event.type === 'patch' && event.paired >= 2 && pairedAtUnplug === undefined) {
            pairedAtUnplug = event.paired
            await unplug(PORTS.hdx)
            replugged = pause(3_000).then(() => plug(PORTS.hdx))
          }
          if (event.type === 'finished')
            ended = { outcome: event.outcome, sentence: event.sentence, pairs: event.summary['pairs'] }
        }
        await replugged
        assert.ok(pairedAtUnplug !== undefined && pairedAtUnplug < PATCHES, 'it was unplugged on the way')
        assert.equal(ended?.outcome, 'done', ended?.sentence)
        assert.equal(ended.pairs, PATCHES)
      } finally {
        await close()
      }
    },
  },
]
