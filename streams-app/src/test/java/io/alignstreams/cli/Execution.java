package io.alignstreams.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** A command run in the process of the test, and what it printed. */
record Execution(int status, String out, String err) {

    /** Runs a command as {@link AlignStreams} does, but for its end. */
    static Execution of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                AlignStreams.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int status = commandLine.execute(args);
        return new Execution(status, out.toString(), err.toString());
    }
}
