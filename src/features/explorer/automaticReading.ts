import type { Disposable } from '../../core/events/listeners.ts';
import { isOlderThan, PendingImages } from '../../core/images/automaticReading.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import type { Services } from '../../host/services.ts';
import { readSettings } from '../../host/settings.ts';
import type { ImagesView } from './imagesView.ts';

/** How often images are looked at whose state is about to change by itself, in milliseconds. */
const pendingInterval = 10_000;

/** How often it is asked whether what is shown is too old, in milliseconds. */
const ageInterval = 60_000;

const minute = 60_000;

/**
 * Keeps what is on the screen true, and nothing else: while the view is visible, pending images are read again until
 * they are not pending any more, and environments whose reading is older than the settings allow are read anew, whether
 * it went well or not.
 * @param services - images to read
 * @param view - nothing is read while it is hidden
 * @param refresh - reads an environment anew
 */
export function readAutomatically(
  services: Pick<Services, 'clock' | 'images' | 'log'>,
  view: Pick<ImagesView, 'isVisible' | 'onDidChangeVisibility'>,
  refresh: (environmentId: string) => Promise<unknown>,
): Disposable[] {
  const { clock, images, log } = services;
  const stop = new AbortController();
  const warn = (thrown: unknown): void => {
    log.warn(messageOf(thrown));
  };
  const pending = new PendingImages(images, clock);
  const readPending = (): Promise<void> => pending.follow(stop.signal, () => view.isVisible);
  const readOld = async (): Promise<void> => {
    const { refreshMinutes } = readSettings();
    if (!view.isVisible || refreshMinutes === 0) return;
    const old = images.all.filter((known) => isOlderThan(known, refreshMinutes * minute, clock()));
    for (const { environment } of old) await refresh(environment.id);
  };
  const stopPending = repeat(readPending, pendingInterval, warn);
  const stopOld = repeat(readOld, ageInterval, warn);
  return [
    stopPending,
    stopOld,
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) readOld().catch(warn);
    }),
    {
      dispose: () => {
        stop.abort();
      },
    },
  ];
}

/** Runs again and again, each time only after the time before has ended. */
function repeat(run: () => Promise<void>, interval: number, onError: (thrown: unknown) => void): Disposable {
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    run()
      .catch(onError)
      .finally(() => {
        isRunning = false;
      });
  }, interval);
  return {
    dispose: () => {
      clearInterval(timer);
    },
  };
}
