package io.kiln.cli;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with the command line in one line, and where help is. */
final class UsageErrors implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine line = failure.getCommandLine();
        System.err.println("kiln: " + failure.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(failure, System.err)) {
            System.err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        }
        return ExitCodes.WRONG_INPUT;
    }
}
