package io.kiln.oci.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.MediaTypes;
import io.kiln.oci.layer.Decompression;
import io.kiln.oci.layout.OciLayout;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Gives the images of a docker-archive manifests, which that form has not: every file is hashed once, and the layers
 * stay as they are compressed.
 */
final class DockerArchiveReader {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final TarFile tar;
    private final Map<Descriptor, String> places = new HashMap<>();
    private final Map<String, Descriptor> described = new HashMap<>();

    DockerArchiveReader(TarFile tar) {
        this.tar = tar;
    }

    ImageArchive read() throws IOException {
        ImageIndex.Builder index = ImageIndex.builder();
        Map<Descriptor, byte[]> manifests = new HashMap<>();
        for (JsonNode image : list()) {
            ImageManifest manifest = manifest(image);
            manifests.put(
                    ImageArchive.plain(manifest.descriptor()), manifest.raw().bytes());
            if (image.path("RepoTags").isEmpty()) {
                index.manifest(manifest.descriptor());
            }
            for (JsonNode tag : image.path("RepoTags")) {
                index.manifest(named(manifest.descriptor(), tag.asText()));
            }
        }
        return new ImageArchive(tar, index.build(), places, manifests);
    }

    private JsonNode list() throws IOException {
        try {
            JsonNode list = MAPPER.readTree(tar.document("manifest.json"));
            if (list.isArray()) {
                return list;
            }
        } catch (JsonProcessingException e) {
            throw new ArchiveException(tar.path(), "its manifest.json is not JSON: " + e.getOriginalMessage());
        }
        throw new ArchiveException(tar.path(), "its manifest.json is not a list");
    }

    private ImageManifest manifest(JsonNode image) throws IOException {
        String config = image.path("Config").asText();
        if (!tar.has(config)) {
            throw new ArchiveException(tar.path(), "the configuration '" + config + "' is missing");
        }
        ImageManifest.Builder manifest = ImageManifest.builder(describe(config, MediaTypes.CONFIG));
        for (JsonNode layer : image.path("Layers")) {
            if (!tar.has(layer.asText())) {
                throw new ArchiveException(tar.path(), "the layer '" + layer.asText() + "' is missing");
            }
            manifest.layer(describe(layer.asText(), ""));
        }
        return manifest.build();
    }

    private Descriptor describe(String name, String mediaType) throws IOException {
        Descriptor known = described.get(name);
        if (known != null) {
            return known;
        }
        try (BufferedInputStream in = new BufferedInputStream(tar.open(name), 1 << 16)) {
            String type = mediaType.isEmpty() ? Decompression.detect(in).mediaType() : mediaType;
            Descriptor found = Descriptor.of(type, hash(in), tar.size(name));
            places.put(ImageArchive.plain(found), name);
            described.put(name, found);
            return found;
        }
    }

    private static Digest hash(InputStream in) throws IOException {
        MessageDigest sha256 = Digest.newSha256();
        byte[] buffer = new byte[1 << 16];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            sha256.update(buffer, 0, count);
        }
        return Digest.ofSha256(sha256.digest());
    }

    private static Descriptor named(Descriptor manifest, String tag) {
        return new Descriptor(
                manifest.mediaType(),
                manifest.digest(),
                manifest.size(),
                Map.of(OciLayout.REF_NAME, tag),
                Optional.empty());
    }
}
