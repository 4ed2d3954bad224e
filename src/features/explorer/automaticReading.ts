import type { Disposable } from '../../core/events/listeners.ts';
import { isOlderThan, PendingImages } from '../../core/images/automaticReading.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { refreshImagesAndKnownUse, refreshImagesAndUse } from '../../core/references/readAfterImages.ts';
import type { Services } from '../../host/services.ts';
import { readSettings } from '../../host/settings.ts';
import type { ImagesView } from './imagesView.ts';

/** How often images are looked at whose state is about to change by itself, in milliseconds. */
const pendingInterval = 10_000;

/** How often it is asked whether what is shown is too old, in milliseconds. */
const ageInterval = 60_000;

/** How long the files of profiles have to be left alone before images are read with what they say, in milliseconds. */
const quietTime = 500;

const minute = 60_000;

/**
 * Keeps what is on the screen true, and nothing else, while the view is visible. Pending images are read again until they
 * are not pending any more. Environments whose reading is older than the settings allow are read anew, whether it went
 * well or not, and so is everything that was read with credentials which have changed since: it may be another account's.
 * @param services - images to read
 * @param view - nothing is read while it is hidden
 */
export function readAutomatically(
  services: Pick<Services, 'clock' | 'environments' | 'images' | 'log' | 'references'>,
  view: Pick<ImagesView, 'isVisible' | 'onDidChangeVisibility'>,
): Disposable[] {
  const { clock, environments, images, log } = services;
  const stop = new AbortController();
  const run = (work: () => Promise<void>): void => {
    work().catch((thrown: unknown) => {
      log.warn(messageOf(thrown));
    });
  };
  const pending = new PendingImages(images, clock);
  const readPending = alone(() => pending.follow(stop.signal, () => view.isVisible));
  const readOld = alone(async () => {
    const age = readSettings().refreshMinutes * minute;
    if (age === 0) return;
    for (const { environment } of images.all) {
      // Each may have been read by somebody else, or taken away, while those before it were.
      const known = images.get(environment.id);
      if (!view.isVisible || stop.signal.aborted) return;
      if (known !== undefined && isOlderThan(known, age, clock()))
        await refreshImagesAndUse(services, environment.id, stop.signal);
    }
  });
  const outdated = new Set<string>();
  const readOutdated = async (): Promise<void> => {
    if (!view.isVisible) return;
    const ids = [...outdated].filter((id) => images.get(id) !== undefined);
    outdated.clear();
    await Promise.all(ids.map((id) => refreshImagesAndKnownUse(services, id, stop.signal)));
  };
  let quiet: NodeJS.Timeout | undefined;
  const timers = [
    setInterval(() => {
      run(readPending);
    }, pendingInterval),
    setInterval(() => {
      run(readOld);
    }, ageInterval),
  ];
  return [
    environments.onDidChangeCredentials(() => {
      for (const { environment, status } of images.all) {
        if (status.kind !== 'unread') outdated.add(environment.id);
      }
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        run(readOutdated);
      }, quietTime);
    }),
    view.onDidChangeVisibility(({ visible }) => {
      if (!visible) return;
      run(readOutdated);
      run(readOld);
    }),
    {
      dispose: () => {
        stop.abort();
        clearTimeout(quiet);
        for (const timer of timers) clearInterval(timer);
      },
    },
  ];
}

/** Runs a piece of work only when it is not running already. */
function alone(work: () => Promise<void>): () => Promise<void> {
  let isRunning = false;
  return async () => {
    if (isRunning) return;
    isRunning = true;
    try {
      await work();
    } finally {
      isRunning = false;
    }
  };
}
