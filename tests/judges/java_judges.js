// The judges that are written in Java, in one process: its start takes longer than most verdicts.
// It runs in Rhino, the JavaScript engine inside the veraPDF jar, so no Java compiler is needed.
// Reads requests {tool, arguments} from standard input, one on a line, and answers
// {code, output, errors}.
var System = java.lang.System;

// The command line of EPUBCheck, one book at a time; without its jar, only veraPDF can be asked.
function epubcheck(given) {
  var Checker = Packages.com.adobe.epubcheck.tool.EpubChecker;
  return new Checker().run(given);
}

// The command line of veraPDF without its end, which stops the process.
function verapdf(given) {
  var Parser = java.lang.Class.forName('org.verapdf.cli.commands.VeraCliArgParser');
  var parser = Parser.getDeclaredConstructor().newInstance();
  new Packages.com.beust.jcommander.JCommander(parser).parse(given);
  var cli = java.lang.Class.forName('org.verapdf.cli.VeraPdfCli');
  var process = cli.getDeclaredMethod('singleThreadProcess', Parser);
  process.setAccessible(true);
  return process.invoke(null, parser).value;
}

var tools = { epubcheck: epubcheck, verapdf: verapdf };
var answers = System.out;
var requests = new java.io.BufferedReader(new java.io.InputStreamReader(System['in'], 'UTF-8'));
Packages.org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise();

function recorder() {
  var bytes = new java.io.ByteArrayOutputStream();
  return {
    stream: new java.io.PrintStream(bytes, true, 'UTF-8'),
    text: function () {
      return String(bytes.toString('UTF-8'));
    },
  };
}

var line;
while ((line = requests.readLine()) !== null) {
  var request = JSON.parse(line);
  var output = recorder();
  var errors = recorder();
  System.setOut(output.stream);
  System.setErr(errors.stream);
  var code = -1;
  try {
    code = tools[request.tool](request.arguments);
  } catch (error) {
    errors.stream.println(error);
  }
  answers.println(JSON.stringify({ code: code, output: output.text(), errors: errors.text() }));
  answers.flush();
}
