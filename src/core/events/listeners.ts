/** Stops listening, or ends what a thing holds. VS Code's Disposable has the same shape. */
export interface Disposable {
  dispose(): void;
}

/** A list of listeners: what core uses where VS Code code uses an EventEmitter. */
export class Listeners<T> implements Disposable {
  readonly #listeners = new Set<(event: T) => void>();

  /**
   * Calls the listener at every later {@link fire}, until the returned object is disposed.
   * @param listener - must not throw
   */
  readonly add = (listener: (event: T) => void): Disposable => {
    // One object per call, so that the same function added twice is called twice and removed one by one.
    const entry = (event: T): void => {
      listener(event);
    };
    this.#listeners.add(entry);
    return { dispose: () => this.#listeners.delete(entry) };
  };

  /** Tells every listener, in the order they were added. */
  fire(event: T): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Forgets every listener. */
  dispose(): void {
    this.#listeners.clear();
  }
}
