import * as vscode from 'vscode';
import { imageCountWords } from '../core/images/imageWords.ts';

/**
 * "12 images", in the language of this window.
 * @param count - of images
 */
export function countedImages(count: number): string {
  return imageCountWords(count, vscode.env.language);
}
