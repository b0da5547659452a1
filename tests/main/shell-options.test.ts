import { describe, expect, it } from 'vitest'
import { benchArguments, parseShellOptions } from '../../main/shell-options.ts'

describe('options of the window shell', () => {
  it('picks its own out of what Chromium is given', () => {
    expect(
      parseShellOptions([
        'electron',
        '--no-sandbox',
        '--disable-gpu',
        '.',
        '--simulate',
        '--db',
        '/tmp/a.db',
      ]),
    ).toEqual({ simulate: true, fast: false, db: '/tmp/a.db' })
  })

  it('takes the address a web host printed', () => {
    const url = 'http://127.0.0.1:8137/#token=abc'
    expect(parseShellOptions(['electron', '.', '--attach', url])).toEqual({
      simulate: false,
      fast: false,
      attach: url,
    })
  })

  it.each([
    'http://127.0.0.1:8137/',
    'https://host/#token=a',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'nonsense',
  ])('refuses to attach to %s', (url) => {
    expect(parseShellOptions(['electron', '.', `--attach=${url}`])).toHaveProperty('problem')
  })

  it('says when a value is missing', () => {
    expect(parseShellOptions(['electron', '.', '--attach'])).toHaveProperty('problem')
    expect(parseShellOptions(['electron', '.', '--db'])).toHaveProperty('problem')
  })

  it('hands the bench the same options and the reason of a restart', () => {
    expect(benchArguments({ simulate: true, fast: true, db: 'x.db' }, 'It stopped.')).toEqual([
      '--simulate',
      '--fast',
      '--db',
      'x.db',
      '--restarted',
      'It stopped.',
    ])
    expect(benchArguments({ simulate: false, fast: false }, undefined)).toEqual([])
  })
})
