import { describe, expect, it } from 'vitest'
import { windowFrame } from '../../main/window-frame.ts'

describe('frame of the window', () => {
  it.each<[NodeJS.Platform, string]>([
    ['win32', '22.3.25'],
    ['darwin', '22.3.25'],
    ['linux', '45.4.1'],
  ])('lays the window buttons over the title bar of the page on %s with Electron %s', (platform, version) => {
    expect(windowFrame(platform, version)).toMatchObject({
      titleBarStyle: 'hidden',
      titleBarOverlay: { height: 32 },
    })
  })

  it('keeps the frame of the system where no buttons could be laid over the page', () => {
    expect(windowFrame('linux', '22.3.25')).toEqual({ autoHideMenuBar: true })
  })
})
