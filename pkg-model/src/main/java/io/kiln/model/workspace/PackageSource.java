package io.kiln.model.workspace;

import io.kiln.model.TemplatedFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What lies in the directory of a package, rendered but not yet read.
 *
 * @param directory relative to the root; empty for the root
 * @param pkgYaml absent if rendering it failed
 * @param templates paths relative to the package's directory
 */
record PackageSource(
        String directory,
        Path contextDirectory,
        Map<String, String> variables,
        Optional<RenderedFile> pkgYaml,
        List<TemplatedFile> templates) {}
