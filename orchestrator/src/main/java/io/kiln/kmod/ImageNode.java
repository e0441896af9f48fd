package io.kiln.kmod;

import java.util.List;

/** A node of the layers of an image. */
record ImageNode(LayerOverlay overlay, String path, LayerOverlay.Place place) implements TreeNode<String, ImageNode> {

    @Override
    public Kind kind() {
        return place.kind();
    }

    @Override
    public Target<String> target() {
        String link = place.link();
        return new Target<>(link.startsWith("/"), List.of(link.split("/")), link);
    }

    @Override
    public ImageNode child(String name) {
        return overlay.node(path.isEmpty() ? name : path + "/" + name);
    }

    @Override
    public ImageNode nothing() {
        return new ImageNode(overlay, path, new LayerOverlay.Place(-1, -1, Kind.ABSENT, ""));
    }
}
