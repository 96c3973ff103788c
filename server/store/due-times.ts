import TinyQueue from 'tinyqueue'
import { type Task, taskOrder } from '../domain/task.js'
import { getOrAdd } from '../lib/get-or-add.js'

/** The tasks of one merchant by due time. */
export class DueTimes {
  #tasks = new Map<number, Map<number, Task>>()
  #times = new TinyQueue<number>([], (a, b) => a - b)

  add(task: Task) {
    const tasks = getOrAdd(this.#tasks, task.dueAt, () => {
      this.#times.push(task.dueAt)
      return new Map<number, Task>()
    })
    tasks.set(task.seq, task)
  }

  // Times are left in the queue when their last task goes, and passed over when they come up.
  remove(task: Task) {
    const tasks = this.#tasks.get(task.dueAt)
    tasks?.delete(task.seq)
    if (tasks?.size === 0) this.#tasks.delete(task.dueAt)
  }

  next(after = Number.NEGATIVE_INFINITY): number | undefined {
    const passed = this.#takeUntil(after)
    const time = this.#firstTime()
    for (const earlier of passed) this.#times.push(earlier)
    return time
  }

  due(now: number): Task[] {
    const times = this.#takeUntil(now)
    for (const time of times) this.#times.push(time)
    return times.flatMap((time) => this.#at(time))
  }

  /** The tasks that run first, at least as many as are wanted if there are; what is planned later is not looked at. */
  first(wanted: number): Task[] {
    const [passed, tasks]: [number[], Task[]] = [[], []]
    for (let time = this.next(); time !== undefined && tasks.length < wanted; time = this.next()) {
      passed.push(...this.#takeUntil(time))
      tasks.push(...this.#at(time))
    }
    for (const time of passed) this.#times.push(time)
    return tasks
  }

  /** Every task, in the order in which they run. */
  all(): Task[] {
    return [...this.#tasks.keys()].sort((a, b) => a - b).flatMap((time) => this.#at(time))
  }

  #takeUntil(limit: number): number[] {
    const taken: number[] = []
    for (let time = this.#firstTime(); time !== undefined && time <= limit; time = this.#firstTime()) {
      this.#times.pop()
      // A time whose tasks all went and came back is in the queue twice.
      if (taken.at(-1) !== time) taken.push(time)
    }
    return taken
  }

  #firstTime(): number | undefined {
    for (;;) {
      const time = this.#times.peek()
      if (time === undefined || this.#tasks.has(time)) return time
      this.#times.pop()
    }
  }

  #at(time: number): Task[] {
    return [...(this.#tasks.get(time)?.values() ?? [])].sort(taskOrder)
  }
}
