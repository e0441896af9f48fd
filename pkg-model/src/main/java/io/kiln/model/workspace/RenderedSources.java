package io.kiln.model.workspace;

import io.kiln.model.Pkgfile;
import java.util.List;

/** A tree after templating: the Pkgfile, every rendered file in the order of the walk, and what belongs to each package. */
record RenderedSources(Pkgfile pkgfile, List<RenderedFile> files, List<PackageSource> packages) {}
