/**
 * One thing after the other for each folder: Vagrant refuses anything of a machine while it does something else with it,
 * even to say how it is (measured with Vagrant 2.3.4).
 */
export class FolderQueue {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Does something once all that was asked for before in that folder has ended, however it did.
   * @param folder - path of the folder of a Vagrantfile
   * @param work - what to do
   * @throws whatever the work throws
   */
  run<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(folder) ?? Promise.resolve();
    const turn = before.then(work);
    this.#last.set(
      folder,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
