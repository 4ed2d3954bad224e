/**
 * Texts that people, or attackers, put into tags and descriptions, and that must stay mere text everywhere. EC2 keeps
 * names of images to a few harmless characters, so these are tags and descriptions; the longest ones are as long as
 * EC2 allows.
 */
export const hostileTexts: readonly string[] = [
  '**bold** [click me](command:workbench.action.quit) `code`',
  '<img src=x onerror=alert(1)><script>alert(1)</script>',
  '\u202Etxt.gpj\u202C right to left \u2066isolated\u2069',
  "=cmd()|' /C calc'!A0",
  '🍞👩‍🍳 bakery 🏳️‍🌈',
  'x'.repeat(255),
  '../../etc/passwd',
  '$(reboot) `reboot` ; reboot',
  ' leading and trailing ',
  '$(warning) ${HOME} %PATH% {0}',
];
