package io.kiln.store;

class UnpackedDirectoryIT extends UnpackedLayerCases {

    @Override
    Forms forms() {
        return Forms.BY_HOST;
    }
}
