/** A file that breaks a rule: the rule's name, the file, its text, and files the violation needs beside it. */
export interface Planted {
  readonly rule: string
  readonly file: string
  readonly text: string
  readonly beside?: Readonly<Record<string, string>>
}

const uses = (from: string): string => `import { x } from '${from}'\nexport const y = x\n`

/** A small tree that follows every rule: each layer uses the ones below it, and entries reach all of it. */
export const sound: Readonly<Record<string, string>> = {
  'contract/a.ts': `import { z } from 'zod'\nexport const x = z.string()\n`,
  'spectra/a.ts': uses('../contract/a.ts'),
  'formats/a.ts': uses('../contract/a.ts'),
  'drivers/transports/serial.ts': `import { SerialPort } from 'serialport'\nexport const x = SerialPort\n`,
  'drivers/protocols/a.ts': uses('../transports/serial.ts').replace('y', 'x2'),
  'drivers/simulators/a.ts': uses('../../contract/a.ts'),
  'drivers/a.ts': `export { x2 } from './protocols/a.ts'\n`,
  'model/tf.ts': `import * as tf from '@tensorflow/tfjs'\nexport const x = tf\n`,
  'model/worker.ts': uses('./tf.ts'),
  'core/store/database.ts': `import Database from 'better-sqlite3'\nexport const x = Database\n`,
  'core/a.ts': [
    `export { x2 } from '../drivers/a.ts'`,
    `export { y as f } from '../formats/a.ts'`,
    `export { y as s } from '../spectra/a.ts'`,
    `export { x as d } from './store/database.ts'\n`,
  ].join('\n'),
  'main/simulation.ts': `export { y } from '../drivers/simulators/a.ts'\n`,
  'main/compose.ts': `export { y } from './simulation.ts'\nexport { d } from '../core/a.ts'\n`,
  'main/cli.ts': `import { y } from './compose.ts'\nexport const z = y\n`,
  'preload/preload.ts': `import { ipcRenderer } from 'electron'\nexport const x = ipcRenderer\n`,
  'renderer/main.ts': uses('../contract/a.ts'),
  'tests/a.test.ts': uses('../contract/a.ts'),
}

/** At least one violation of every rule in .dependency-cruiser.cjs. */
export const planted: readonly Planted[] = [
  { rule: 'layer-contract', file: 'contract/up.ts', text: uses('../spectra/a.ts') },
  { rule: 'layer-spectra', file: 'spectra/up.ts', text: uses('../formats/a.ts') },
  { rule: 'layer-formats', file: 'formats/across.ts', text: uses('../model/tf.ts') },
  { rule: 'layer-drivers', file: 'drivers/up.ts', text: uses('../core/a.ts') },
  { rule: 'layer-model', file: 'model/across.ts', text: uses('../drivers/a.ts') },
  { rule: 'layer-core', file: 'core/up.ts', text: uses('../main/compose.ts') },
  { rule: 'layer-main', file: 'main/page.ts', text: uses('../renderer/main.ts') },
  { rule: 'layer-renderer', file: 'renderer/down.ts', text: uses('../core/a.ts') },
  {
    rule: 'layer-renderer',
    file: 'renderer/Down.svelte',
    text: `<script lang="ts">\n  import { x } from '../core/a.ts'\n</script>\n\n{x}\n`,
  },
  { rule: 'layer-preload', file: 'preload/down.ts', text: uses('../spectra/a.ts') },
  {
    rule: 'contract-packages',
    file: 'contract/package.ts',
    text: `import ws from 'ws'\nexport const y = ws\n`,
  },
  { rule: 'pure-no-node', file: 'spectra/read.ts', text: `import fs from 'node:fs'\nexport const y = fs\n` },
  { rule: 'pure-no-node', file: 'formats/read.ts', text: `import fs from 'fs'\nexport const y = fs\n` },
  { rule: 'page-no-node', file: 'renderer/read.ts', text: `import fs from 'node:fs'\nexport const y = fs\n` },
  {
    rule: 'no-cycles',
    file: 'core/about.ts',
    text: `import { a } from './round.ts'\nexport const b = (): number => a()\n`,
    beside: { 'core/round.ts': `import { b } from './about.ts'\nexport const a = (): number => b()\n` },
  },
  { rule: 'no-orphans', file: 'core/lonely.ts', text: 'export const y = 1\n' },
  { rule: 'no-dead-modules', file: 'core/unused.ts', text: uses('../contract/a.ts') },
  { rule: 'no-unresolvable', file: 'core/lost.ts', text: uses('./nowhere.ts') },
  { rule: 'not-to-tests', file: 'core/tested.ts', text: uses('../tests/a.test.ts') },
  {
    rule: 'not-to-undeclared',
    file: 'core/borrowed.ts',
    text: `import x from 'acorn'\nexport const y = x\n`,
  },
  { rule: 'simulators-without-codec', file: 'drivers/simulators/cheat.ts', text: uses('../protocols/a.ts') },
  {
    rule: 'simulators-without-codec',
    file: 'drivers/simulators/sly.ts',
    text: uses('../between.ts'),
    beside: { 'drivers/between.ts': `export { x2 as x } from './protocols/a.ts'\n` },
  },
  {
    rule: 'simulators-only-in-simulation',
    file: 'core/pretend.ts',
    text: uses('../drivers/simulators/a.ts'),
  },
  {
    rule: 'electron-door',
    file: 'main/other.ts',
    text: `import { app } from 'electron'\nexport const y = app\n`,
  },
  {
    rule: 'tensorflow-door',
    file: 'model/other.ts',
    text: `import * as tf from '@tensorflow/tfjs'\nexport const y = tf\n`,
  },
  {
    rule: 'sqlite-door',
    file: 'core/other.ts',
    text: `import D from 'better-sqlite3'\nexport const y = D\n`,
  },
  {
    rule: 'serialport-door',
    file: 'drivers/devices.ts',
    text: `import { SerialPort } from 'serialport'\nexport const y = SerialPort\n`,
  },
  {
    rule: 'hid-door',
    file: 'drivers/hid.ts',
    text: `import { devices } from 'node-hid'\nexport const y = devices\n`,
  },
  { rule: 'usb-door', file: 'drivers/usb.ts', text: `import { usb } from 'usb'\nexport const y = usb\n` },
]
