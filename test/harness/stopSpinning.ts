/**
 * A script for a page of VS Code that keeps icons from spinning, which has the window painted anew all the time. The setting
 * `workbench.reduceMotion` would too, but with it VS Code 1.139 does not show a notification that comes in the moment in
 * which another one is closed.
 */
export const stopSpinning = `addEventListener('DOMContentLoaded', () => {
  const style = document.createElement('style');
  style.textContent = '.codicon-modifier-spin, .monaco-progress-container * { animation: none !important; }';
  document.head.append(style);
})`;
