package io.kiln.cli;

import io.kiln.model.workspace.RenderedTree;
import io.kiln.model.workspace.WorkspaceOptions;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.store.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kiln render}. */
@Command(name = "render", description = "Show files of the tree as they are after templating.")
final class RenderCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A vars.yaml, pkg.yaml or *.tmpl of the tree.")
    @Nullable
    Path file;

    @Option(names = "--all", description = "Every file of the tree, into --output.")
    boolean all;

    @Option(names = "--output", paramLabel = "DIR", description = "Where --all writes, under each file's own path.")
    @Nullable
    Path output;

    @Mixin
    TreeOptions tree = new TreeOptions();

    @Override
    public Integer call() throws IOException {
        WorkspaceOptions options = tree.workspace(tree.platforms().get(0));
        if (all) {
            if (file != null || output == null) {
                throw new UsageException("render --all takes --output DIR and no FILE");
            }
            return renderAll(output, options);
        }
        if (file == null || output != null) {
            throw new UsageException("render takes one FILE, or --all --output DIR");
        }
        RenderedTree rendered = RenderedTree.ofFile(tree.root(), inTree(file), options);
        report(rendered);
        for (byte[] content : rendered.files().values()) {
            System.out.write(content);
        }
        System.out.flush();
        return exitCode(rendered);
    }

    private int renderAll(Path directory, WorkspaceOptions options) throws IOException {
        refuseTheTreeItself(directory.toAbsolutePath().normalize());
        RenderedTree rendered = RenderedTree.of(tree.root(), options);
        for (Map.Entry<String, byte[]> entry : rendered.files().entrySet()) {
            WholeFile.write(directory.resolve(entry.getKey()), out -> out.write(entry.getValue()));
        }
        report(rendered);
        return exitCode(rendered);
    }

    /** Rendered files among the templates would be read as packages the next time, or be written over them. */
    private void refuseTheTreeItself(Path directory) {
        Path root = tree.root();
        if (!directory.startsWith(root)) {
            return;
        }
        for (Path part : root.relativize(directory)) {
            if (part.toString().equals("_out")
                    || (part.toString().startsWith(".") && part.toString().length() > 1)) {
                return;
            }
        }
        throw new UsageException("--output: " + directory + " is part of the tree that is rendered; choose a folder "
                + "outside of it, or _out");
    }

    /** A file may be named from the current folder or from the root of the tree. */
    private String inTree(Path named) {
        Path absolute = named.toAbsolutePath().normalize();
        return Files.exists(absolute) && absolute.startsWith(tree.root())
                ? tree.root().relativize(absolute).toString()
                : named.toString();
    }

    private static void report(RenderedTree rendered) {
        rendered.diagnostics().forEach(d -> System.err.println(d.render()));
    }

    private static int exitCode(RenderedTree rendered) {
        return rendered.diagnostics().stream().anyMatch(Diagnostic::isError) ? ExitCodes.WRONG_INPUT : ExitCodes.OK;
    }
}
