package io.kiln.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of an image's history.
 *
 * @param emptyLayer true if this step added no layer
 */
public record History(Optional<Instant> created, String createdBy, String comment, boolean emptyLayer) {

    static History read(DocumentNode node) throws MalformedDocumentException {
        return new History(
                ImageConfig.instant(node, "created"),
                node.text("created_by").orElse(""),
                node.text("comment").orElse(""),
                node.flag("empty_layer"));
    }

    ObjectNode write() {
        ObjectNode json = CanonicalJson.object();
        created.ifPresent(at -> json.put("created", at.toString()));
        CanonicalJson.setText(json, "created_by", createdBy);
        CanonicalJson.setText(json, "comment", comment);
        if (emptyLayer) {
            json.put("empty_layer", true);
        }
        return json;
    }
}
