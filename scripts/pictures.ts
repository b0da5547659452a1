import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { findChromium } from '../main/find-chromium.ts'
import { cacheFolder } from '../model/cache-folder.ts'
import { openStage } from './pictures/stage.ts'
import { SCENES } from './pictures/scenes.ts'
import { inProject } from './tools/project.ts'

// npm run pictures [NAME...]: the pictures of README and guide, from the running program on its simulated bench.
const wanted = process.argv.slice(2)
const names = SCENES.flatMap((scene) => scene.pictures)
const unknown = wanted.filter((name) => !names.includes(name))
const browserPath = findChromium()
if (unknown.length > 0) {
  console.error(`There is no picture ${unknown.join(', ')}. There are ${names.join(', ')}.`)
  process.exitCode = 2
} else if (browserPath === undefined) {
  console.error('Chromium is needed for pictures; install it and run this again.')
  process.exitCode = 1
} else {
  // Maps show the folder of their cubes: one that could be anybody's.
  const home = join(tmpdir(), 'isochrome')
  const folder = inProject('docs', 'pictures')
  mkdirSync(folder, { recursive: true })
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu'],
  })
  try {
    for (const scene of SCENES) {
      const { pictures, flags } = scene
      if (wanted.length > 0 && !pictures.some((name) => wanted.includes(name))) continue
      rmSync(home, { recursive: true, force: true })
      mkdirSync(home)
      // TensorFlow lies in the cache: a folder of its own would have the maps learn without.
      if (existsSync(cacheFolder())) symlinkSync(cacheFolder(), join(home, 'cache'), 'dir')
      const stage = await openStage(browser, { home, flags, folder, say: (line) => console.log(line) })
      try {
        await scene.play(stage)
      } finally {
        await stage.close()
      }
    }
  } finally {
    await browser.close()
    rmSync(home, { recursive: true, force: true })
  }
}
