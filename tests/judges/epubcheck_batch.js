// Many books in one Java process: EPUBCheck's own command line, called once for each book.
// It runs in Rhino, the JavaScript engine inside the veraPDF jar, so no Java compiler is needed.
// Arguments: book.epub report.json, and so on in pairs.
var Checker = Packages.com.adobe.epubcheck.tool.EpubChecker;
for (var i = 0; i < arguments.length; i += 2) {
  new Checker().run([arguments[i], '--json', arguments[i + 1], '--usage', '--locale', 'en']);
}
