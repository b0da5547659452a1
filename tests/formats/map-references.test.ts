import { describe, expect, it } from 'vitest'
import { readMapReferences } from '../../formats/map-references.ts'
import { problemOf } from './arbitrary.ts'

describe('references of cubes', () => {
  it('are read with or without a header, endings left out', () => {
    const expected = [
      { cube: 'a', mean: 12.5 },
      { cube: 'b', mean: 0 },
    ]
    expect(readMapReferences('cube,mean\na.hdr,12.5\nb,0\n')).toEqual(expected)
    expect(readMapReferences('a,12.5\nb.bil,0')).toEqual(expected)
  })
  it.each([
    ['cube,mean\na,140', 'Line 2, column 2: 140 is no percentage.'],
    ['cube,mean\na,NaN', 'Line 2, column 2: "NaN": not a finite number.'],
    ['cube,mean\na,1\na,2', 'Line 3, column 1: "a" stands in line 2 already.'],
    ['cube,mean\na,1,2', 'Line 2: 3 cells instead of 2.'],
  ])('say where they are wrong', (text, happened) => {
    expect(problemOf(() => readMapReferences(text)).data.happened).toBe(happened)
  })
})
