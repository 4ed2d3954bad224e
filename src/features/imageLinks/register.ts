import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import type { Services } from '../../host/services.ts';
import { settingNames, settingsSection } from '../../host/contributedIds.ts';
import { readSettings } from '../../host/settings.ts';
import { registerFindImage } from './findImage.ts';
import { ImageDocumentLinks } from './imageDocumentLinks.ts';
import { ImageHovers } from './imageHovers.ts';

/** Files and unsaved documents of every language, and the cells of notebooks; nothing that an extension makes up. */
const documents: vscode.DocumentSelector = ['file', 'untitled', 'vscode-notebook-cell'].map((scheme) => ({
  scheme,
}));

type ImageLinkServices = Pick<Services, 'clock' | 'environments' | 'images' | 'log' | 'references' | 'work'>;

/**
 * Image links: what the id of an image in an open document stands for, on hover and as a link to its row, and finding
 * an image over all environments. Opening, scrolling and hovering read nothing from AWS.
 * @param services - what this feature uses
 */
export function registerImageLinks(services: ImageLinkServices): Disposable[] {
  let providers: Disposable | undefined;
  const follow = (): void => {
    const { hasImageLinks } = readSettings();
    if (hasImageLinks) providers ??= registerProviders(services);
    else {
      // VS Code takes the links out of open documents when their provider goes.
      providers?.dispose();
      providers = undefined;
    }
  };
  follow();
  return [
    {
      dispose: () => {
        providers?.dispose();
      },
    },
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${settingsSection}.${settingNames.imageLinks}`)) follow();
    }),
    registerFindImage(services),
  ];
}

function registerProviders(services: ImageLinkServices): Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider(documents, new ImageHovers(services)),
    vscode.languages.registerDocumentLinkProvider(documents, new ImageDocumentLinks(services.images)),
  );
}
