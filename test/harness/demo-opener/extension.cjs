// Belongs to `npm start` alone: a browser cannot be told by its address which view to open.
const vscode = require('vscode');

exports.activate = () => vscode.commands.executeCommand('workbench.view.extension.amiBakery');
