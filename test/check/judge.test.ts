import { describe, expect, test } from 'vitest'
import { judge } from '../../server/check/judge.js'
import { STORIES } from './right-and-wrong.js'
import { findsBeforeTheEnd } from './stories.js'

test.each(STORIES)('$name: $finds', ({ history, judgement, finds }) => {
  expect(judge(history, judgement, true).map(({ kind }) => kind)).toEqual(finds)
})

test.each(STORIES)('before the end, $name: what is owed is not yet wrong', (story) => {
  const found = judge(story.history, story.judgement, false)
  expect(found.map(({ kind }) => kind)).toEqual(findsBeforeTheEnd(story))
})

describe('what is wrong is proved in words', () => {
  test.each(STORIES.filter(({ finds }) => finds.length > 0))('$name', ({ history, judgement }) => {
    expect(judge(history, judgement, true).flatMap(({ proof }) => proof)).toMatchSnapshot()
  })
})
