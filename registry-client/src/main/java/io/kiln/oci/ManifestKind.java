package io.kiln.oci;

/**
 * Tells manifests and indexes apart. A document that could be taken for both is refused: two readers would see two
 * different images under one digest.
 */
enum ManifestKind {
    MANIFEST(MediaTypes.MANIFEST) {
        @Override
        boolean accepts(String mediaType) {
            return MediaTypes.isManifest(mediaType);
        }

        @Override
        boolean looksLikeTheOther(DocumentNode node) {
            return node.has("manifests");
        }
    },
    INDEX(MediaTypes.INDEX) {
        @Override
        boolean accepts(String mediaType) {
            return MediaTypes.isIndex(mediaType);
        }

        @Override
        boolean looksLikeTheOther(DocumentNode node) {
            return node.has("layers") || node.has("config");
        }
    };

    private final String defaultMediaType;

    ManifestKind(String defaultMediaType) {
        this.defaultMediaType = defaultMediaType;
    }

    abstract boolean accepts(String mediaType);

    abstract boolean looksLikeTheOther(DocumentNode node);

    /** @param outer the media type that came with the document, or empty */
    void check(DocumentNode node, String outer) throws MalformedDocumentException {
        var version = node.json().get("schemaVersion");
        if (version == null || !version.isIntegralNumber() || version.intValue() != 2) {
            throw node.bad("schemaVersion", "must be 2");
        }
        String inner = node.text("mediaType").orElse("");
        if (!inner.isEmpty() && !accepts(inner)) {
            throw node.bad("mediaType", "is '" + inner + "', which is not that of this kind of document");
        }
        if (!outer.isEmpty() && !accepts(outer)) {
            throw node.bad("", "it came as '" + outer + "', which is not the media type of this kind of document");
        }
        if (!inner.isEmpty() && !outer.isEmpty() && !inner.equals(outer)) {
            throw node.bad("mediaType", "is '" + inner + "', but the document came as '" + outer + "'");
        }
        if (looksLikeTheOther(node)) {
            throw node.bad("", "it has the fields of a manifest and of an index at once");
        }
    }

    String mediaType(DocumentNode node, String outer) throws MalformedDocumentException {
        return outer.isEmpty()
                ? node.text("mediaType").filter(t -> !t.isEmpty()).orElse(defaultMediaType)
                : outer;
    }
}
