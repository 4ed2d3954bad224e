/**
 * A script for a page of VS Code that keeps icons from spinning, which has the window painted anew all the time. The setting
 * `workbench.reduceMotion` would too, but with it notifications that follow one another were not on the screen in VS Code
 * 1.139, and tests of them waited in vain.
 */
export const stopSpinning = `addEventListener('DOMContentLoaded', () => {
  const style = document.createElement('style');
  style.textContent = '.codicon-modifier-spin, .monaco-progress-container * { animation: none !important; }';
  document.head.append(style);
})`;
